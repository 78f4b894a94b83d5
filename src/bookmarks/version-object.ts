import { z } from 'zod';
import type { BookmarkAddress, BookmarkState, BookmarkWrite } from '../contract/bookmark';
import type { FoundObject } from './landing-objects';
import type { SavedFile } from './saved-file';
import { nextVersionFile, parseVersion, stateOf, versionFile, versionFileName, versionOfFile } from './version-file';

const versionObject = z.strictObject({
  ...versionFile.shape,
  /** The file beside it, for jobs that know of files alone. */
  file: z.strictObject({
    second: z.int().nonnegative(),
    username: z.string(),
    fileType: z.string(),
    /** Somebody else has written it: it is theirs to remove. */
    isForeign: z.literal(true).exactOptional(),
  }),
});

/** The content of an object that a place of files keeps of a version. */
export type VersionObject = z.output<typeof versionObject> & BookmarkState;

/** A save of somebody else as a version, of which only the file is there. */
export type ForeignVersion = Omit<VersionObject, 'value'> & { readonly save: SavedFile };

/** Hive, Athena and Spark pass over names that begin so when they read a dataset. */
export function versionsFolder({ domain, dataset }: Pick<BookmarkAddress, 'domain' | 'dataset'>): string {
  return `${domain}/${dataset}/_longshore/`;
}

export function versionObjectName(bookmark: BookmarkAddress, version: number): string {
  return `${versionsFolder(bookmark)}${bookmark.job}/${versionFileName(version)}`;
}

/** Undefined for objects that are none of ours. */
export function versionOfObject({ name }: FoundObject): number | undefined {
  return versionOfFile(name.slice(name.lastIndexOf('/') + 1));
}

/** Throws `bookmark-unreadable`, which names the object. */
export function parseVersionObject(path: string, text: string, version: number): VersionObject {
  return parseVersion(versionObject, path, text, version);
}

/** The version that a write makes. Its file is later than the one before, so that each has a file of its own. */
export function nextVersionObject(
  current: VersionObject | undefined,
  write: BookmarkWrite,
  { username, fileType }: BookmarkAddress,
): VersionObject {
  const second = Math.max(Math.floor(Date.now() / 1000), (current?.file.second ?? 0) + 1);
  return { ...nextVersionFile(current, write), file: { second, username, fileType } };
}

/** Saves of others, oldest first, as the versions that follow `known`. */
export function foreignVersions(
  known: VersionObject | undefined,
  saves: readonly SavedFile[],
): readonly ForeignVersion[] {
  let { version = 0, completedAt, completedVersion } = known ?? {};
  return saves.map((save): ForeignVersion => {
    const { second, username, fileType, status, object } = save;
    version += 1;
    if (status === 'completed') {
      completedVersion = version;
      // Whole seconds: never before the completion that it follows.
      completedAt = Math.max(second * 1000, completedAt ?? 0);
    }
    return {
      ...{ format: 1, version, status, writer: username, updatedAt: second * 1000, writeId: object.name, save },
      ...(completedAt === undefined ? {} : { completedAt }),
      ...(completedVersion === undefined ? {} : { completedVersion }),
      file: { second, username, fileType, isForeign: true },
    };
  });
}

/** What readers see of a version. */
export function stateOfObject(version: VersionObject | undefined): BookmarkState {
  if (!version) return stateOf(undefined);
  const { file: _, ...file } = version;
  return stateOf(file);
}
