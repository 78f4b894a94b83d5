import type { Command } from 'commander';
import type { ViewStatus } from '../../runs/run-view';
import { inSession } from '../in-session';
import { parseStatus } from '../parse-status';
import { print, printJson } from '../print';
import { wholeNumber } from '../whole-number';

interface RunsFlags {
  readonly limit: number;
  readonly status?: ViewStatus;
  readonly json?: boolean;
}

export function addRuns(longshore: Command): void {
  longshore
    .command('runs')
    .description('list runs, newest first')
    .argument('[import]', 'only those of this import')
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1), 50)
    .option('--status <status>', 'only those with this status', parseStatus)
    .option('--json', 'print a list as JSON')
    .action((name: string | undefined, flags: RunsFlags) =>
      inSession(longshore, async (session) => {
        const { findRuns } = await import('../../runs/find-runs.js');
        const { runsTable } = await import('../runs.js');
        const { runJson } = await import('../../runs/run-view.js');
        const { status } = flags;
        const limit = status === undefined ? flags.limit : Number.POSITIVE_INFINITY;
        const found = await findRuns(session, { limit, ...(name === undefined ? {} : { import: name }) });
        const runs = found.filter((run) => status === undefined || run.status === status).slice(0, flags.limit);
        if (flags.json) printJson(runs.map(runJson));
        else print(runsTable(runs));
      }),
    );
}
