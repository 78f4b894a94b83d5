import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print, printJson } from '../print';

export function addTrace(longshore: Command): void {
  longshore
    .command('trace')
    .description('which runs, requests and jobs delivered a record of a shop, or why it was rejected')
    .argument('<id>', 'the id of a customer, an order, a category or a product')
    .option('--import <name>', 'look only at what this import did')
    .option('--json', 'print it as JSON')
    .action((id: string, flags: { readonly import?: string; readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { traceRecord, traceText } = await import('../trace.js');
        const trace = await traceRecord(session, id, flags.import);
        if (flags.json) printJson(trace);
        else print(traceText(id, trace));
      }),
    );
}
