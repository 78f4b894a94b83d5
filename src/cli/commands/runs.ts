import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print, printJson } from '../print';

interface RunsFlags {
  readonly limit: number;
  readonly status?: string;
  readonly json?: boolean;
}

export function addRuns(longshore: Command): void {
  longshore
    .command('runs')
    .description('list runs, newest first')
    .argument('[import]', 'only those of this import')
    .option('--limit <number>', 'how many', Number, 50)
    .option('--status <status>', 'only those with this status')
    .option('--json', 'print a list as JSON')
    .action((name: string | undefined, flags: RunsFlags) =>
      inSession(longshore, async (session) => {
        const { findRuns } = await import('../find-runs.js');
        const { runsTable } = await import('../runs.js');
        const { runJson } = await import('../run-view.js');
        const status = flags.status?.toUpperCase();
        const limit = status === undefined ? flags.limit : Number.POSITIVE_INFINITY;
        const found = await findRuns(session, { limit, ...(name === undefined ? {} : { import: name }) });
        const runs = found.filter((run) => status === undefined || run.status === status).slice(0, flags.limit);
        if (flags.json) printJson(runs.map(runJson));
        else print(runsTable(runs));
      }),
    );
}
