import { z } from 'zod';
import { type BookmarkHistoryEntry, type BookmarkState, type BookmarkWrite, emptyBookmark } from '../contract/bookmark';
import { nextVersion } from '../contract/next-version';
import { parseStoredJson, unreadable } from './stored-json';
import { versionSchema } from './version-schema';

export const versionFile = z.strictObject({
  format: z.literal(1),
  ...versionSchema.shape,
  /** The newest completed version up to this one. */
  completedVersion: z.int().positive().exactOptional(),
  writeId: z.string(),
});

/** The content of a file of the place `directory`: one version of a bookmark. */
export type VersionFile = z.output<typeof versionFile> & BookmarkState;

const namePattern = /^(\d{10})\.json$/;

/** Ten digits, so that a listing by name is one by version. */
export function versionFileName(version: number): string {
  return `${String(version).padStart(10, '0')}.json`;
}

/** Undefined for files that are none of ours. */
export function versionOfFile(name: string): number | undefined {
  const digits = namePattern.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Throws `bookmark-unreadable`, which names the file, where it is cut off, or is no version of a bookmark. */
export function parseVersionFile(path: string, text: string, version: number): VersionFile {
  return parseVersion(versionFile, path, text, version);
}

/** As `parseVersionFile`, for a place that keeps more of a version. */
export function parseVersion<Version extends { readonly version: number }>(
  schema: z.ZodType<Version>,
  path: string,
  text: string,
  version: number,
): Version {
  const parsed = schema.safeParse(parseStoredJson(path, text));
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path: place }) => place.join('.') || 'the whole').join(', ');
    throw unreadable(path, `is no version of a bookmark as this Longshore writes them (wrong: ${places})`);
  }
  if (parsed.data.version !== version) throw unreadable(path, `holds version ${parsed.data.version}`);
  return parsed.data;
}

/** The version that a write makes of the one before. */
export function nextVersionFile(current: VersionFile | undefined, write: BookmarkWrite): VersionFile {
  const version = nextVersion(current ?? emptyBookmark, write, Date.now());
  const completedVersion = write.status === 'completed' ? version.version : current?.completedVersion;
  return {
    format: 1,
    ...version,
    status: write.status,
    ...(completedVersion === undefined ? {} : { completedVersion }),
    writeId: write.writeId,
    value: write.value,
  };
}

/** What readers see of a version. */
export function stateOf(file: VersionFile | undefined): BookmarkState {
  if (!file) return emptyBookmark;
  const { format: _, completedVersion: __, writeId: ___, ...state } = file;
  return state;
}

/** The line of a history for a version whose value is kept. */
export function entryOf({ value: _, ...version }: BookmarkState): BookmarkHistoryEntry {
  return { ...version, hasValue: true };
}
