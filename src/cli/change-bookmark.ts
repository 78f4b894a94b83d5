import { randomUUID } from 'node:crypto';
import type { BookmarkState, JsonValue } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import type { FilesCursor } from '../contract/files';
import { answered, bookmarksOf, findBookmark, type NamedBookmark } from './named-bookmark';
import { refuseWhileRunning } from './refuse-while-running';
import type { Session } from './session';

/** Puts a bookmark to a time: files that changed before it are not looked at. Epoch ms or ISO 8601. */
export async function setBookmark(
  session: Session,
  name: string,
  time: string,
  reason?: string,
): Promise<BookmarkState> {
  const lastFileTimestamp = /^\d+$/.test(time) ? Number(time) : Date.parse(time);
  if (!Number.isSafeInteger(lastFileTimestamp)) {
    throw new LongshoreError('usage-invalid', `'${time}' is no time`, {
      remedy: 'Write epoch milliseconds, or a date like 2026-11-23T06:00:00Z.',
    });
  }
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
  // The source is left open: it becomes the one of the next run.
  const cursor: FilesCursor = { source: '', lastFileTimestamp, position: 0, bytesDone: 0, quarantined: 0 };
  return replaceBookmark(
    session,
    bookmark,
    cursor,
    tell(`Set to ${new Date(lastFileTimestamp).toISOString()}`, reason),
  );
}

/** Forgets what was imported: the next run reads everything from the start. */
export async function resetBookmark(session: Session, name: string, reason?: string): Promise<BookmarkState> {
  return replaceBookmark(session, await findBookmark(session, name), null, tell('Reset', reason));
}

/** What the history says of a change: what was done, and what the person gave as reason. */
export function tell(what: string, reason: string | undefined): string {
  return reason === undefined ? what : `${what}: ${reason}`;
}

/** Throws `already-running` where a run of the import holds the bookmark. */
export async function refuseWhileHeld(session: Session, { name, isOfImport }: NamedBookmark): Promise<void> {
  if (isOfImport) await refuseWhileRunning(session, name, 'bookmark');
}

async function replaceBookmark(
  session: Session,
  bookmark: NamedBookmark,
  value: JsonValue,
  reason: string,
): Promise<BookmarkState> {
  await refuseWhileHeld(session, bookmark);
  const write = { value, status: 'completed', writer: 'command', writeId: randomUUID(), reason } as const;
  return answered(session, () => bookmarksOf(session).replace(bookmark.address, write));
}
