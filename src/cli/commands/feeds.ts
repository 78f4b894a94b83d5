import type { Command } from 'commander';
import { LongshoreError } from '../../contract/failure';
import { confirm } from '../confirm';
import type { DraftFlags } from '../draft';
import type { ActivateFlags } from '../feeds';
import { inSession } from '../in-session';
import { print, printJson } from '../print';
import { wholeNumber } from '../whole-number';

interface SamplesFlags {
  readonly tag?: string;
  readonly limit: number;
  readonly rows?: number;
  readonly showPersonal?: boolean;
  readonly json?: boolean;
}

export function addFeeds(longshore: Command): void {
  const feeds = longshore.command('feeds').description('what becomes of the files of couriers in tables');
  feeds
    .command('list')
    .option('--json', 'print them as JSON')
    .action((flags: { readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { feedsText, listFeeds } = await import('../feeds.js');
        const { faultsText } = await import('../tables.js');
        const listed = await listFeeds(session);
        if (flags.json) printJson(listed.feeds);
        else print(feedsText(listed));
        process.stderr.write(faultsText({ tables: [], ...listed }));
      }),
    );
  feeds
    .command('samples')
    .description('files that have landed, newest first')
    .argument('[courier]', 'only those of this courier')
    .option('--tag <tag>', 'only those of this tag')
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1), 50)
    .option('--rows <number>', 'with --tag: so many rows of the newest', wholeNumber('--rows', 1))
    .option('--show-personal', 'show values of columns that are tagged as personal')
    .option('--json', 'print a list as JSON')
    .action((courier: string | undefined, { tag, rows, ...flags }: SamplesFlags) =>
      inSession(longshore, async (session) => {
        if (courier !== undefined) {
          const { findImport } = await import('../../config/index.js');
          findImport(session.config, courier);
        }
        const of = { ...(courier === undefined ? {} : { courier }), ...(tag === undefined ? {} : { tag }) };
        if (rows !== undefined) {
          const { showSampleRows } = await import('../sample-rows.js');
          return showSampleRows(session, { ...flags, ...of, tag: requireTag(tag), rows });
        }
        const { landedSamples, samplesText } = await import('../landed-samples.js');
        const samples = await landedSamples(session.storage, { ...of, limit: flags.limit });
        if (flags.json) printJson(samples);
        else print(samplesText(samples));
      }),
    );
  feeds
    .command('draft')
    .description('write the YAML of a feed for files like this one')
    .argument('<file or tag>', 'a file of this machine, or a tag under which files have landed')
    .option('--name <source:feed>', 'what the feed is called')
    .option('--table <connection>', 'the connection of its table')
    .option('--courier <name>', 'whose landed files are meant')
    .option('--json', 'print it as JSON')
    .action((fileOrTag: string, flags: DraftFlags & { readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { draft } = await import('../draft.js');
        const { yaml } = await draft(session, fileOrTag, flags);
        if (!flags.json) return print(yaml);
        const { parse } = await import('yaml');
        printJson(parse(yaml));
      }),
    );
  feeds
    .command('activate')
    .description('make the table of a feed as its settings say')
    .argument('<feed>', 'its name or its id')
    .option('--sample <file>', 'load this file at once')
    .option('--purge', 'empty the table, which a changed key needs')
    .option('--yes', 'do not ask')
    .option('--json', 'print what was done as JSON')
    .action((feed: string, flags: ActivateFlags & { readonly yes?: boolean; readonly json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { findFeed } = await import('../../config/index.js');
        const { activatedText, activateFeed } = await import('../feeds.js');
        const { name } = findFeed(session.config, feed);
        if (flags.purge) {
          const question = `Empty the table of ${name}? Its files are then loaded again where they are still there.`;
          await confirm(flags.yes, question, 'This empties a table');
        }
        const activated = await activateFeed(session, name, flags);
        if (flags.json) printJson(activated);
        else print(activatedText(activated));
      }),
    );
}

function requireTag(tag: string | undefined): string {
  if (tag !== undefined) return tag;
  throw new LongshoreError('usage-invalid', '--rows needs --tag: rows are shown of one file');
}
