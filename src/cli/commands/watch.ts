import type { Command } from 'commander';
import { inSession } from '../in-session';
import { runArgument } from '../run-argument';

export function addWatch(longshore: Command): void {
  longshore
    .command('watch')
    .description('follow a run until it ends')
    .addArgument(runArgument())
    .option('--json', 'print one JSON object a line while it works, and the run as the last')
    .action((reference: string, flags: { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { findOpenRun } = await import('../../runs/find-runs.js');
        const { followRun } = await import('../follow-run.js');
        await followRun(session, await findOpenRun(session, reference), { watch: true, ...flags });
      }),
    );
}
