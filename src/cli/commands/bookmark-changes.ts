import type { Command } from 'commander';
import type { BookmarkState } from '../../contract/bookmark';
import { LongshoreError } from '../../contract/failure';
import type { SetFlags } from '../change-bookmark';
import { confirm } from '../confirm';
import { inSession } from '../in-session';
import type { PathFlags, PlaceFlag } from '../named-bookmark';
import { print, printJson } from '../print';

interface ChangeFlags extends PlaceFlag, PathFlags {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** The commands that write a bookmark. Each asks before something is lost. */
export function addBookmarkChanges(
  longshore: Command,
  bookmarks: Command,
  words: { readonly bookmarkArgument: string; readonly placeWords: string },
): void {
  const { bookmarkArgument, placeWords } = words;
  const placed = (command: Command): Command =>
    command
      .option('--place <name>', placeWords)
      .option('--username <name>', 'of the state of another job: whose path its file gets in S3 and Azure')
      .option('--file-type <type>', 'likewise: the file type in that path');
  const change = (name: string, argument: string): Command =>
    bookmarks
      .command(name)
      .argument('<bookmark>', argument)
      .option('--reason <text>', 'why, for the history')
      .option('--yes', 'do not ask')
      .option('--json', 'print the bookmark as JSON');

  change('set', 'an import')
    .description('go on from a time: what changed before it is passed over')
    .option('--last-file-timestamp <time>', 'of files: epoch milliseconds, or a date like 2026-11-23T06:00:00Z')
    .option('--changed-since <time>', 'of a shop: the same')
    .action((name: string, flags: ChangeFlags & SetFlags) => {
      const { lastFileTimestamp, changedSince } = flags;
      const given = lastFileTimestamp ?? changedSince;
      if (given === undefined || (lastFileTimestamp !== undefined && changedSince !== undefined)) {
        throw new LongshoreError('usage-invalid', 'Give one of --last-file-timestamp and --changed-since');
      }
      return inSession(longshore, async (session) => {
        const { setBookmark } = await import('../change-bookmark.js');
        await confirm(flags.yes, `Let ${name} go on from ${given}, whatever it remembers now?`);
        await tellState(name, await setBookmark(session, name, flags, flags.reason), flags);
      });
    });
  placed(change('rewind', bookmarkArgument))
    .description('go back to an earlier version, as a new one')
    .requiredOption('--to <version|run>', 'a version, or a run: then where that run has left it')
    .option('--dry-run', 'change nothing, and say what would be read again')
    .action((name: string, flags: ChangeFlags & { to: string; dryRun?: boolean }) =>
      inSession(longshore, async (session) => {
        const { planRewind, rewind } = await import('../bookmark-rewind.js');
        const planned = await planRewind(session, name, flags);
        const { consequence } = planned;
        if (flags.dryRun) return flags.json ? printJson({ ...planned.rewind, consequence }) : print(`${consequence}\n`);
        await confirm(flags.yes, `Let ${name} go back to version ${planned.rewind.to}? ${consequence}`);
        const rewound = await rewind(session, planned, flags.reason ?? 'by command');
        if (rewound.state) await tellState(name, rewound.state, flags);
      }),
    );
  placed(change('reset', bookmarkArgument))
    .description('forget everything: the next run reads all')
    .action((name: string, flags: ChangeFlags) =>
      inSession(longshore, async (session) => {
        const { resetBookmark } = await import('../change-bookmark.js');
        await confirm(flags.yes, `Forget what ${name} has done? Its next run reads everything.`);
        await tellState(name, await resetBookmark(session, name, flags), flags);
      }),
    );
  placed(change('import', bookmarkArgument))
    .description('put back what was exported, or take over <job>_completed.json and <job>_running.json')
    .argument('<file...>', 'one export, or the files of one job')
    .option('--resume', 'go on from <job>_running.json where that is the newer one')
    .action((name: string, files: string[], flags: ChangeFlags & { resume?: boolean }) =>
      inSession(longshore, async (session) => {
        const { importBookmarkFiles } = await import('../bookmark-import.js');
        await confirm(flags.yes, `Let ${name} go on from ${files.join(', ')}, whatever it remembers now?`);
        await tellState(name, await importBookmarkFiles(session, name, files, flags), flags);
      }),
    );
  placed(bookmarks.command('fork'))
    .description('let another name begin where this one is: for a rename, or a second run beside the first')
    .argument('<bookmark>', bookmarkArgument)
    .argument('<name>', 'a name without a bookmark, which need not be in longshore.yaml yet')
    .option('--json', 'print the new bookmark as JSON')
    .action((name: string, newName: string, flags: PlaceFlag & PathFlags & { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { fork } = await import('../bookmark-fork.js');
        await tellState(newName, await fork(session, name, newName, flags), flags);
      }),
    );
}

async function tellState(name: string, state: BookmarkState, flags: { readonly json?: boolean }): Promise<void> {
  if (flags.json) return printJson(state);
  const { bookmarkText } = await import('../bookmark-text.js');
  print(bookmarkText(name, state));
}
