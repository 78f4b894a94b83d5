import type { Command } from 'commander';
import { confirm } from '../confirm';
import { inSession } from '../in-session';
import { print, printJson } from '../print';

export function addBookmarks(longshore: Command): void {
  const bookmarks = longshore.command('bookmarks').description('what imports remember between runs');
  bookmarks
    .command('show')
    .argument('<import>')
    .option('--json', 'print it as JSON')
    .action((name: string, flags: { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { bookmarkText, readBookmark } = await import('../bookmarks.js');
        const state = await readBookmark(session, name);
        if (flags.json) printJson(state);
        else print(bookmarkText(name, state));
      }),
    );
  bookmarks
    .command('set')
    .description('go on from a time: files that changed before it are passed over')
    .argument('<import>')
    .requiredOption('--last-file-timestamp <time>', 'epoch milliseconds, or a date like 2026-11-23T06:00:00Z')
    .option('--yes', 'do not ask')
    .action((name: string, flags: { lastFileTimestamp: string; yes?: boolean }) =>
      inSession(longshore, async (session) => {
        const { bookmarkText, setBookmark } = await import('../bookmarks.js');
        await confirm(flags.yes, `Let ${name} go on from ${flags.lastFileTimestamp}, whatever it remembers now?`);
        print(bookmarkText(name, await setBookmark(session, name, flags.lastFileTimestamp)));
      }),
    );
  bookmarks
    .command('reset')
    .description('forget everything: the next run reads all files')
    .argument('<import>')
    .option('--yes', 'do not ask')
    .action((name: string, flags: { yes?: boolean }) =>
      inSession(longshore, async (session) => {
        const { bookmarkText, resetBookmark } = await import('../bookmarks.js');
        await confirm(flags.yes, `Forget which files ${name} has imported? Its next run reads all of them.`);
        print(bookmarkText(name, await resetBookmark(session, name)));
      }),
    );
}
