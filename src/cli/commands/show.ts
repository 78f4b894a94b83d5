import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print, printJson } from '../print';
import { runArgument } from '../run-argument';

export function addShow(longshore: Command): void {
  longshore
    .command('show')
    .description('tell everything about one run')
    .addArgument(runArgument())
    .option('--json', 'print it as JSON')
    .action((reference: string, flags: { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { findRun } = await import('../../runs/find-runs.js');
        const { runText } = await import('../runs.js');
        const { runJson } = await import('../../runs/run-view.js');
        const { withLoadedFiles } = await import('../../runs/loaded-files.js');
        const run = await withLoadedFiles(session, await findRun(session, reference));
        if (flags.json) printJson(runJson(run));
        else print(runText(run));
      }),
    );
}
