import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { BookmarkAddress, JsonValue } from '../contract/bookmark';
import { requireAddress } from '../contract/bookmark-names';
import type { FoundObject, LandingObjects } from './landing-objects';
import { isNewerSave, type SavedFile, savedFileName, savesOf, uploads } from './saved-file';
import { parseStoredJson, unreadable } from './stored-json';
import {
  type ForeignVersion,
  foreignVersions,
  parseVersionObject,
  type VersionObject,
  versionObjectName,
  versionOfObject,
} from './version-object';

export interface ListedVersion {
  readonly version: number;
  readonly object: FoundObject;
}

/** What there is of a bookmark. */
export interface FoundVersions {
  /** Those that we keep, newest first. */
  readonly listed: readonly ListedVersion[];
  /** The first of them. */
  readonly known: VersionObject | undefined;
  /** Its file, as far as it is there. */
  readonly file: SavedFile | undefined;
  /** What others have saved since, oldest first. */
  readonly since: readonly ForeignVersion[];
}

/**
 * Puts together what we keep of a bookmark's versions and the files that others may have saved since. The files are
 * looked at from the newest version on, so that a listing does not grow with the years.
 */
export async function findVersions(objects: LandingObjects, bookmark: BookmarkAddress): Promise<FoundVersions> {
  for (;;) {
    const listed = await listVersions(objects, bookmark);
    const [newest] = listed;
    const known = newest && (await readVersionObject(objects, newest));
    // Gone: 50 newer ones were written since the listing.
    if (newest && !known) continue;
    const saves = await savesSince(objects, bookmark, known);
    const own = known && savedFileName(bookmark, known.file, known.status);
    const file = saves.find(({ object }) => object.name === own);
    const isReplaced = file && known && (await isReplacedBy(objects, file, known));
    const foreign = saves.filter((save) => {
      if (!known || !newest) return true;
      if (save === file) return isReplaced;
      const { second } = known.file;
      return isNewerSave(save, { second, timestamp: newest.object.timestamp, status: known.status });
    });
    // A version that was written meanwhile is known by now, and its file is no save of somebody else's.
    if (foreign.length > 0 && (await listVersions(objects, bookmark))[0]?.version !== newest?.version) continue;
    return { listed, known, file, since: foreignVersions(known, foreign) };
  }
}

/** Newest first. */
export async function listVersions(
  objects: LandingObjects,
  bookmark: BookmarkAddress,
): Promise<readonly ListedVersion[]> {
  const folder = versionObjectName(requireAddress(bookmark), 0).replace(/[^/]+$/, '');
  const found = await objects.list(folder);
  const versions = found.flatMap((object) => {
    const version = versionOfObject(object);
    return version === undefined ? [] : [{ version, object }];
  });
  return versions.sort((a, b) => b.version - a.version);
}

/** Undefined where it was removed since it was listed. */
export async function readVersionObject(
  objects: LandingObjects,
  { version, object }: ListedVersion,
): Promise<VersionObject | undefined> {
  const text = await objects.read(object);
  return text === undefined ? undefined : parseVersionObject(objects.pathOf(object), text, version);
}

/** What somebody else has saved. Throws `bookmark-unreadable` where it is no JSON object, or was taken away. */
export async function readForeignVersion(
  objects: LandingObjects,
  { save, ...version }: ForeignVersion,
): Promise<VersionObject> {
  const value = await readValue(objects, save);
  if (value === undefined) throw unreadable(objects.pathOf(save.object), 'is gone, the newest save of a job');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unreadable(objects.pathOf(save.object), 'is no JSON object of elements');
  }
  return { ...version, value };
}

async function savesSince(
  objects: LandingObjects,
  bookmark: BookmarkAddress,
  known: VersionObject | undefined,
): Promise<readonly SavedFile[]> {
  const after = known && uploads(bookmark, known.file.second);
  return savesOf(bookmark.job, await objects.list(uploads(bookmark), after), (object) => objects.pathOf(object));
}

/** True where somebody has put another value into the file of a version of ours. */
async function isReplacedBy(objects: LandingObjects, file: SavedFile, known: VersionObject): Promise<boolean> {
  // In S3 an ETag is the MD5 of what lies there, unless that is encrypted by KMS: then, and in Azure, it is read.
  const md5 = createHash('md5').update(JSON.stringify(known.value)).digest('hex');
  if (file.object.etag === md5) return false;
  const value = await readValue(objects, file);
  return value !== undefined && !isDeepStrictEqual(value, known.value);
}

async function readValue(objects: LandingObjects, { object }: SavedFile): Promise<JsonValue | undefined> {
  const text = await objects.read(object);
  return text === undefined ? undefined : (parseStoredJson(objects.pathOf(object), text) as JsonValue);
}
