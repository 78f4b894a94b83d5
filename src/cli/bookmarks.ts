import { randomUUID } from 'node:crypto';
import { TemporalBookmarks } from '../bookmarks';
import { findImport } from '../config';
import type { BookmarkState, JsonValue } from '../contract/bookmark';
import { importBookmark } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import type { FilesCursor } from '../contract/files';
import { refuseWhileRunning } from './refuse-while-running';
import type { Session } from './session';

/** A read is a query, and a write an update: both need a worker, which answers in some ms. */
const answerLimitMs = 10_000;

function bookmarksOf(session: Session): TemporalBookmarks {
  const { client, storage, config } = session;
  return new TemporalBookmarks({ client, storage, taskQueue: config.taskQueue });
}

export async function readBookmark(session: Session, importName: string): Promise<BookmarkState> {
  findImport(session.config, importName);
  return answered(session, () => bookmarksOf(session).read(importBookmark(importName)));
}

/** Puts a bookmark to a time: files that changed before it are not looked at. Epoch ms or ISO 8601. */
export async function setBookmark(session: Session, importName: string, time: string): Promise<BookmarkState> {
  const lastFileTimestamp = /^\d+$/.test(time) ? Number(time) : Date.parse(time);
  if (!Number.isSafeInteger(lastFileTimestamp)) {
    throw new LongshoreError('usage-invalid', `'${time}' is no time`, {
      remedy: 'Write epoch milliseconds, or a date like 2026-11-23T06:00:00Z.',
    });
  }
  // The source is left open: it becomes the one of the next run.
  const cursor: FilesCursor = { source: '', lastFileTimestamp, position: 0, bytesDone: 0, quarantined: 0 };
  return replaceBookmark(session, importName, cursor);
}

/** Forgets what was imported: the next run reads everything from the start. */
export async function resetBookmark(session: Session, importName: string): Promise<BookmarkState> {
  return replaceBookmark(session, importName, null);
}

async function replaceBookmark(session: Session, importName: string, value: JsonValue): Promise<BookmarkState> {
  findImport(session.config, importName);
  await refuseWhileRunning(session, importName, 'bookmark');
  const write = { value, status: 'completed', writer: 'command', writeId: randomUUID() } as const;
  return answered(session, () => bookmarksOf(session).replace(importBookmark(importName), write));
}

async function answered<T>(session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await session.connection.withDeadline(Date.now() + answerLimitMs, work);
  } catch (error) {
    if (error instanceof LongshoreError) throw error;
    throw new LongshoreError('no-worker', `No worker answered for the bookmark within ${answerLimitMs / 1_000} s`, {
      cause: error,
    });
  }
}

/** A bookmark in words. */
export function bookmarkText(importName: string, state: BookmarkState): string {
  if (state.version === 0) return `${importName} has no bookmark yet: its next run reads everything.\n`;
  const lines = [`${importName}: version ${state.version}, ${state.status}, written by ${state.writer ?? '?'}`];
  if (state.updatedAt !== undefined) lines.push(`Updated      ${new Date(state.updatedAt).toISOString()}`);
  const cursor = state.value as FilesCursor | null;
  if (cursor === null) lines.push('It was reset: the next run reads everything.');
  else {
    lines.push(`Last file    ${new Date(cursor.lastFileTimestamp).toISOString()}`);
    if (cursor.list) lines.push(`Files        ${cursor.position} of ${cursor.list.total} done`);
    if (cursor.file)
      lines.push(`Begun        ${cursor.file.name}, up to record ${cursor.file.index}, byte ${cursor.file.offset}`);
  }
  return `${lines.join('\n')}\n`;
}
