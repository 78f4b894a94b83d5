import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print } from '../print';
import { runOrBatchArgument } from '../run-argument';

export function addCancel(longshore: Command): void {
  longshore
    .command('cancel')
    .description('end a run; what was delivered is kept, and the next run goes on from there')
    .addArgument(runOrBatchArgument())
    .option('--reason <text>', 'why, for the journal', 'cancelled by command')
    .action((reference: string, flags: { reason: string }) =>
      inSession(longshore, async (session) => {
        const { cancel } = await import('../steer.js');
        print(await cancel(session, reference, flags.reason));
      }),
    );
}
