import type { Command } from 'commander';
import type { RejectFilter } from '../../contract/run-options';
import { confirm } from '../confirm';
import { inSession } from '../in-session';
import { parseTimeout } from '../parse-timeout';
import { print, printJson } from '../print';
import type { ReplayFlags } from '../replay';
import { wholeNumber } from '../whole-number';

export function addRejects(longshore: Command): void {
  const rejects = longshore.command('rejects').description('records that were not delivered');
  rejects
    .command('list')
    .argument('<import>')
    .option('--file <name>', 'only those of this file, or of this record of a shop (orders/<id>)')
    .option('--run <id>', 'only those of this run')
    .option('--code <code>', 'only those with this code')
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1), 50)
    .option('--json', 'print a list as JSON, with the records')
    .action((name: string, flags: RejectFilter & { readonly limit: number; readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { listRejects, rejectsText } = await import('../rejects.js');
        const { isOfShop } = await import('../is-of-shop.js');
        const { rejects: found, totals } = await listRejects(session.storage, name, flags);
        if (flags.json) printJson(found);
        else print(rejectsText(found, totals, isOfShop(session.config, name)));
      }),
    );
  rejects
    .command('show')
    .description('one reject with its record')
    .argument('<import>')
    .argument('<file>', 'as `list` names it; of a shop customers/<id> or the like')
    .argument('[index]', 'its place in the file, or its part of the record of a shop', wholeNumber('The index', 0), 0)
    .action((name: string, file: string, index: number) =>
      inSession(longshore, async (session) => {
        const { findReject } = await import('../rejects.js');
        printJson(await findReject(session.storage, name, file, index));
      }),
    );
  rejects
    .command('replay')
    .description('read rejects again from their source and send them')
    .argument('<import>')
    .option('--dry-run', 'send nothing, and say what would become of each')
    .option('--file <name>', 'only those of this file, or of this record of a shop (orders/<id>)')
    .option('--run <id>', 'only those of this run')
    .option('--code <code>', 'only those with this code')
    .option('--overwrite-newer', 'send also those whose keys newer work may have written')
    .option('--tracker <id>', 'an id of your own for this run')
    .option('--timeout <duration>', 'wait no longer than this: 30s, 5m, 2h', parseTimeout)
    .option('--no-wait-for-dependencies', 'begin at once, whatever the imports under dependsOn do')
    .option('--limit <number>', 'how many a dry run shows', wholeNumber('--limit', 1), 50)
    .option('--json', 'print the run as JSON, of a dry run a list of the rejects')
    .action((name: string, flags: ReplayFlags) =>
      inSession(longshore, async (session) => {
        const { replay } = await import('../replay.js');
        await replay(session, name, flags);
      }),
    );
  rejects
    .command('discard')
    .description('forget rejects without sending them')
    .argument('<import>')
    .option('--file <name>', 'only those of this file, or of this record of a shop (orders/<id>)')
    .option('--run <id>', 'only those of this run')
    .option('--code <code>', 'only those with this code')
    .option('--yes', 'do not ask')
    .action((name: string, flags: RejectFilter & { readonly yes?: boolean }) =>
      inSession(longshore, async (session) => {
        const { discardRejects, filterOf } = await import('../replay.js');
        const { findImport } = await import('../../config/index.js');
        findImport(session.config, name);
        const question = `Forget these rejects of ${name}? Their records are then only in the source.`;
        await confirm(flags.yes, question, 'This forgets rejects');
        const count = await discardRejects(session, name, filterOf(flags));
        print(`Discarded ${count === 1 ? '1 reject' : `${count} rejects`} of ${name}.\n`);
      }),
    );
}
