import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { BookmarkState, BookmarkWrite, JsonValue } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import type { Session } from '../runs/session';
import { writeFilesMemory } from '../storage';
import { type BookmarkExport, parseExport } from './bookmark-export';
import { refuseWhileHeld, tell } from './change-bookmark';
import { filesCursorSchema } from './files-cursor-schema';
import {
  answered,
  type FoundBookmark,
  findBookmark,
  type NamedBookmark,
  type PathFlags,
  type PlaceFlag,
} from './named-bookmark';
import { chooseOriginals, type OriginalState, originalSavedAt, readOriginalName } from './original-states';

/** What a file holds: a bookmark as it was exported, or a state of another StateStore. */
type BookmarkFile = { readonly exported: BookmarkExport } | { readonly original: OriginalState };

type PutBack = Pick<BookmarkWrite, 'value' | 'status' | 'completedAt'> & { readonly reason: string };

export interface ImportFlags extends PlaceFlag, PathFlags {
  readonly resume?: boolean;
  readonly reason?: string;
}

/**
 * Puts back what files hold: one export, or the original's files of one job. Lost bookmarks begin anew with it.
 *
 * Throws `already-running` where a run holds the bookmark, and `usage-invalid` or `bookmark-value-invalid`, which name the
 * file, before anything is changed.
 */
export async function importBookmarkFiles(
  session: Session,
  words: string,
  paths: readonly string[],
  flags: ImportFlags,
): Promise<BookmarkState> {
  const bookmark = await findBookmark(session, words, flags);
  const files = await Promise.all(paths.map(readBookmarkFile));
  const exports = files.flatMap((file) => ('exported' in file ? [file.exported] : []));
  const originals = files.flatMap((file) => ('original' in file ? [file.original] : []));
  const [exported] = exports;
  if (exported && (files.length > 1 || flags.resume)) {
    throw new LongshoreError('usage-invalid', 'An export is put back alone, and as it is', {
      remedy: 'Name one export; --resume and a second file belong to <job>_running.json and <job>_completed.json.',
    });
  }
  const versions = exported ? versionsOf(exported) : chooseOriginals(originals, flags.resume === true).map(putBackOf);
  for (const { value } of versions) requireFitting(bookmark, value, paths);
  await refuseWhileHeld(session, bookmark);
  if (exported?.files && bookmark.isOfImport) {
    await writeFilesMemory(session.storage, bookmark.name, exported.files);
  }
  return write(session, bookmark, versions, flags.reason);
}

/** Throws `usage-invalid` where it cannot be read, and `bookmark-value-invalid` where it is not JSON. */
async function readBookmarkFile(path: string): Promise<BookmarkFile> {
  const { text, modifiedAt } = await readText(path);
  const json = parseJson(path, text);
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  if (isObject && 'longshoreBookmark' in json) return { exported: parseExport(path, json) };
  const named = readOriginalName(path);
  if (!named) {
    throw new LongshoreError('usage-invalid', `${path} is no bookmark that was exported`, {
      remedy: 'Name what `longshore bookmarks export` has written, or <job>_running.json and <job>_completed.json.',
    });
  }
  if (!isObject) throw fault(`${path} is no state of a job: it is not a JSON object`);
  const savedAt = originalSavedAt(path, modifiedAt);
  return { original: { path, ...named, savedAt, modifiedAt, value: json as JsonValue } };
}

async function readText(path: string): Promise<{ readonly text: string; readonly modifiedAt: number }> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return { text, modifiedAt: (await stat(path)).mtimeMs };
  } catch (error) {
    const reason = error instanceof TypeError ? 'it is not UTF-8' : error instanceof Error ? error.message : '';
    throw new LongshoreError('usage-invalid', `${path} cannot be read: ${reason}`, { remedy: 'Name another file.' });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause, whose message quotes the content.
    throw fault(`${path} is ${text === '' ? 'empty' : 'cut off, or is not JSON'}`);
  }
}

function versionsOf({ versions, exportedAt }: BookmarkExport): readonly PutBack[] {
  return versions.map(({ value, status, version, completedAt }) => ({
    ...{ value, status, reason: `Imported version ${version} of the export of ${exportedAt}` },
    ...(completedAt === undefined ? {} : { completedAt }),
  }));
}

function putBackOf({ value, status, job, savedAt }: OriginalState): PutBack {
  const reason = `Imported from ${job}_${status}.json`;
  return { value, status, reason, ...(status === 'completed' ? { completedAt: savedAt } : {}) };
}

/** An import of files goes on from a cursor of files and nothing else: its next run would fail. */
function requireFitting({ name, isOfImport }: NamedBookmark, value: JsonValue, paths: readonly string[]): void {
  if (!isOfImport || value === null || filesCursorSchema.safeParse(value).success) return;
  throw new LongshoreError('bookmark-value-invalid', `${paths.join(', ')} holds no place of the import ${name}`, {
    remedy: `\`longshore bookmarks set ${name} --last-file-timestamp <time>\` puts it to a time; a state of another job is imported as <domain>/<dataset>/<job>. Nothing was changed.`,
  });
}

async function write(
  session: Session,
  { address, place }: FoundBookmark,
  [first, second]: readonly PutBack[],
  why: string | undefined,
): Promise<BookmarkState> {
  if (!first) throw new LongshoreError('usage-invalid', 'There is nothing to import', { remedy: 'Name a file.' });
  const writeOf = ({ reason, ...version }: PutBack): BookmarkWrite => ({
    ...version,
    ...{ writer: 'command', writeId: randomUUID(), reason: tell(reason, why) },
  });
  const state = await answered(session, () => place.replace(address, writeOf(first)));
  if (!second) return state;
  return answered(session, () => place.write(address, { ...writeOf(second), expectedVersion: state.version }));
}

function fault(what: string): LongshoreError {
  return new LongshoreError('bookmark-value-invalid', what, { remedy: 'Copy it again. Nothing was changed.' });
}
