import { randomUUID } from 'node:crypto';
import type { BookmarkState, JsonValue } from '../contract/bookmark';
import type { CommerceBookmark } from '../contract/commerce';
import { LongshoreError } from '../contract/failure';
import type { FilesCursor } from '../contract/files';
import { refuseWhileRunning } from '../runs/refuse-while-running';
import type { Session } from '../runs/session';
import { isOfShop } from './is-of-shop';
import { answered, type FoundBookmark, findBookmark, type PathFlags, type PlaceFlag } from './named-bookmark';

/** Where an import is to go on: epoch ms or ISO 8601. */
export interface SetFlags {
  /** Of files: those that changed before it are not looked at. */
  readonly lastFileTimestamp?: string;
  /** Of a shop: what was changed before it is not looked at. */
  readonly changedSince?: string;
}

/** Puts a bookmark to a time. Throws `usage-invalid` for what is no time, and for one that is not of the import's kind. */
export async function setBookmark(
  session: Session,
  name: string,
  flags: SetFlags,
  reason?: string,
): Promise<BookmarkState> {
  const bookmark = await findBookmark(session, name);
  if (!bookmark.isOfImport) {
    throw new LongshoreError(
      'usage-invalid',
      `${bookmark.name} is the state of a job, and not the place of an import`,
      {
        remedy: '`longshore bookmarks import` puts a state in its place.',
      },
    );
  }
  const [meant, other] = isOfShop(session.config, bookmark.name)
    ? (['changedSince', '--last-file-timestamp'] as const)
    : (['lastFileTimestamp', '--changed-since'] as const);
  const text = flags[meant];
  if (text === undefined) {
    throw new LongshoreError('usage-invalid', `${other} is not for an import like ${bookmark.name}`, {
      remedy: `Give ${meant === 'changedSince' ? '--changed-since' : '--last-file-timestamp'} instead.`,
    });
  }
  const time = timeIn(text);
  const reasonText = tell(`Set to ${new Date(time).toISOString()}`, reason);
  // The source is left open: it becomes the one of the next run.
  if (meant === 'changedSince') {
    const shop: CommerceBookmark = { source: '', watermark: time };
    return replaceBookmark(session, bookmark, shop, reasonText);
  }
  const cursor: FilesCursor = { source: '', lastFileTimestamp: time, position: 0, bytesDone: 0, quarantined: 0 };
  return replaceBookmark(session, bookmark, cursor, reasonText);
}

function timeIn(text: string): number {
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isSafeInteger(time)) return time;
  throw new LongshoreError('usage-invalid', `'${text}' is no time`, {
    remedy: 'Write epoch milliseconds, or a date like 2026-11-23T06:00:00Z.',
  });
}

/** Forgets what was imported: the next run reads everything from the start. */
export async function resetBookmark(
  session: Session,
  name: string,
  flags: PlaceFlag & PathFlags & { readonly reason?: string },
): Promise<BookmarkState> {
  return replaceBookmark(session, await findBookmark(session, name, flags), null, tell('Reset', flags.reason));
}

/** What the history says of a change: what was done, and what the person gave as reason. */
export function tell(what: string, reason: string | undefined): string {
  return reason === undefined ? what : `${what}: ${reason}`;
}

/**
 * Throws `already-running` where a run of the import holds the bookmark, and `usage-invalid` where that of an import is to
 * be changed in a place of choice: its next run would not look there.
 */
export async function refuseWhileHeld(
  session: Session,
  { name, isOfImport, isChosen }: Pick<FoundBookmark, 'name' | 'isOfImport' | 'isChosen'>,
): Promise<void> {
  if (!isOfImport) return;
  if (isChosen) {
    throw new LongshoreError('usage-invalid', `The bookmark of the import ${name} is changed in its own place alone`, {
      remedy: 'Leave --place out; `bookmarks:` in longshore.yaml says which place it is.',
    });
  }
  await refuseWhileRunning(session, name, 'bookmark');
}

/** Throws `already-running` where a run of the import holds the bookmark. `completedAt`, epoch ms: left out, it is now. */
export async function replaceBookmark(
  session: Session,
  bookmark: FoundBookmark,
  value: JsonValue,
  reason: string,
  completed: { readonly completedAt?: number } = {},
): Promise<BookmarkState> {
  await refuseWhileHeld(session, bookmark);
  const write = { value, status: 'completed', writer: 'command', writeId: randomUUID(), reason, ...completed } as const;
  return answered(session, () => bookmark.place.replace(bookmark.address, write));
}
