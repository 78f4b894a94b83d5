import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print, printJson } from '../print';
import type { RejectFilter } from '../rejects';
import { wholeNumber } from '../whole-number';

export function addRejects(longshore: Command): void {
  const rejects = longshore.command('rejects').description('records that were not delivered');
  rejects
    .command('list')
    .argument('<import>')
    .option('--file <name>', 'only those of this file')
    .option('--run <id>', 'only those of this run')
    .option('--code <code>', 'only those with this code')
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1), 50)
    .option('--json', 'print a list as JSON, with the records')
    .action((name: string, flags: RejectFilter & { readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { listRejects, rejectsText } = await import('../rejects.js');
        const { rejects: found, totals } = await listRejects(session.storage, name, flags);
        if (flags.json) printJson(found);
        else print(rejectsText(found, totals));
      }),
    );
  rejects
    .command('show')
    .description('one reject with its record')
    .argument('<import>')
    .argument('<file>')
    .argument('<index>', 'its place in the file, from 0', wholeNumber('The index', 0))
    .action((name: string, file: string, index: number) =>
      inSession(longshore, async (session) => {
        const { findReject } = await import('../rejects.js');
        printJson(await findReject(session.storage, name, file, index));
      }),
    );
}
