import type { Command } from 'commander';
import { inSession } from '../in-session';
import type { PlaceFlag } from '../named-bookmark';
import { print, printJson } from '../print';
import { wholeNumber } from '../whole-number';
import { addBookmarkChanges } from './bookmark-changes';

const placeWords = 'in this place of longshore.yaml, or in temporal';
const bookmarkArgument = 'an import, or <domain>/<dataset>/<job> for the state of another job';

export function addBookmarks(longshore: Command): void {
  const bookmarks = longshore.command('bookmarks').description('what imports and other jobs remember between runs');
  bookmarks
    .command('list')
    .description('the bookmarks of all imports, or the states of a data set')
    .argument('[dataset]', '<domain>/<dataset>')
    .option('--place <name>', placeWords)
    .option('--json', 'print them as JSON')
    .action((dataset: string | undefined, flags: PlaceFlag & { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { listBookmarks } = await import('../bookmarks.js');
        const { bookmarksTable } = await import('../bookmark-text.js');
        const listed = await listBookmarks(session, dataset, flags);
        if (flags.json) printJson(listed);
        else print(bookmarksTable(listed));
      }),
    );
  bookmarks
    .command('show')
    .description('where it stands')
    .argument('<bookmark>', bookmarkArgument)
    .option('--place <name>', placeWords)
    .option('--json', 'print it as JSON')
    .action((name: string, flags: PlaceFlag & { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { readBookmark } = await import('../bookmarks.js');
        const { bookmarkText } = await import('../bookmark-text.js');
        const state = await readBookmark(session, name, flags);
        if (flags.json) printJson(state);
        else print(bookmarkText(name, state));
      }),
    );
  bookmarks
    .command('history')
    .description('its last versions, newest first: status, when, by whom and why')
    .argument('<bookmark>', bookmarkArgument)
    .option('--limit <number>', 'how many', wholeNumber('--limit', 1), 50)
    .option('--place <name>', placeWords)
    .option('--json', 'print it as JSON')
    .action((name: string, flags: PlaceFlag & { limit: number; json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { readHistory } = await import('../bookmarks.js');
        const { historyTable } = await import('../bookmark-text.js');
        const history = (await readHistory(session, name, flags)).slice(0, flags.limit);
        if (flags.json) printJson(history);
        else print(historyTable(name, history));
      }),
    );
  bookmarks
    .command('diff')
    .description('what changed between two versions; without them, in the newest')
    .argument('<bookmark>', bookmarkArgument)
    .argument('[from]', 'a version, or the run that wrote it')
    .argument('[to]', 'a version, or the run that wrote it; else the newest')
    .option('--place <name>', placeWords)
    .option('--json', 'print it as JSON')
    .action((name: string, from: string | undefined, to: string | undefined, flags: PlaceFlag & { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { diffBookmark, diffText } = await import('../bookmark-diff.js');
        const diff = await diffBookmark(session, name, { ...flags, from, to });
        if (flags.json) printJson(diff);
        else print(diffText(diff));
      }),
    );
  bookmarks
    .command('export')
    .description('print it as JSON that `import` puts back, anywhere')
    .argument('<bookmark>', bookmarkArgument)
    .option('--place <name>', placeWords)
    .option('--file <path>', 'write it there instead')
    .action((name: string, flags: PlaceFlag & { file?: string }) =>
      inSession(longshore, async (session) => {
        const { exportBookmark } = await import('../bookmark-export.js');
        const exported = await exportBookmark(session, name, flags);
        if (flags.file === undefined) return printJson(exported);
        const { writeExport } = await import('../write-export.js');
        await writeExport(flags.file, exported);
        print(`Version ${exported.versions.at(-1)?.version} of ${exported.bookmark} is in ${flags.file}.\n`);
      }),
    );
  addBookmarkChanges(longshore, bookmarks, { bookmarkArgument, placeWords });
}
