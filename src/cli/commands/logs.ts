import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print, printJsonLine } from '../print';
import { runOrBatchArgument } from '../run-argument';

export function addLogs(longshore: Command): void {
  longshore
    .command('logs')
    .description("print a run's journal")
    .addArgument(runOrBatchArgument())
    .option('--follow', 'go on until the run ends')
    .option('--json', 'one JSON object a line')
    .action((reference: string, flags: { follow?: boolean; json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { journalLine, journalOf } = await import('../logs.js');
        for await (const entry of journalOf(session, reference, flags.follow ?? false)) {
          if (flags.json) printJsonLine(entry);
          else print(journalLine(entry));
        }
      }),
    );
}
