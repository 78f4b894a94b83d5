import { z } from 'zod';
import type { BookmarkState } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import { versionSchema } from './version-schema';

const versionFile = z.strictObject({
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
  const fault = (what: string): LongshoreError =>
    new LongshoreError('bookmark-unreadable', `${path} ${what}`, {
      remedy: 'Nothing was changed. Put the file back from a copy, or move it away to go on from the version before.',
    });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Without the cause, whose message quotes the content.
    throw fault(text === '' ? 'is empty' : 'is cut off, or is not JSON');
  }
  const parsed = versionFile.safeParse(json);
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path: place }) => place.join('.') || 'the whole').join(', ');
    throw fault(`is no version of a bookmark as this Longshore writes them (wrong: ${places})`);
  }
  if (parsed.data.version !== version) throw fault(`holds version ${parsed.data.version}`);
  return parsed.data;
}
