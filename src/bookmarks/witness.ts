import { z } from 'zod';
import type { BookmarkAddress, BookmarkVersion } from '../contract/bookmark';
import { bookmarkName } from '../contract/bookmark-names';
import { LongshoreError } from '../contract/failure';
import { type Storage, storageKey } from '../storage';

const witnessSchema = z.strictObject({
  version: z.number(),
  /** When that version was written, epoch ms. */
  at: z.number(),
  /** Another time than `at` for a completion that was put back. Earlier versions do not say. */
  completedAt: z.number().exactOptional(),
  /** The place that it was completed in, in words. Earlier versions do not say. */
  place: z.string().exactOptional(),
});

/** What is known in storage, apart from the bookmark itself, of its last completion. */
export type Witness = z.output<typeof witnessSchema>;

function witnessKey(bookmark: BookmarkAddress): string {
  return storageKey('witnesses', ...`${bookmarkName(bookmark)}.json`.split('/'));
}

/** @param place the place's description */
export async function leaveWitness(
  storage: Storage,
  bookmark: BookmarkAddress,
  { version, updatedAt = 0, completedAt = updatedAt }: BookmarkVersion,
  place: string,
): Promise<void> {
  const witness: Witness = { version, at: updatedAt, completedAt, place };
  await storage.put(witnessKey(bookmark), JSON.stringify(witness));
}

export async function readWitness(storage: Storage, bookmark: BookmarkAddress): Promise<Witness | undefined> {
  const content = await storage.get(witnessKey(bookmark));
  return content && witnessSchema.parse(JSON.parse(content.toString('utf8')));
}

/**
 * Throws `bookmark-lost` where a bookmark is behind its witness: it was terminated or deleted, or another place is
 * configured than it was completed in, with no bookmark there or with one of former days. A folder or a bucket that was
 * moved whole is as good as where it was.
 *
 * @param newest its newest version, read after the witness: the other way round a completion in between looks lost
 */
export function requireWitnessed(
  witness: Witness | undefined,
  bookmark: BookmarkAddress,
  newest: BookmarkVersion,
  place: string,
): void {
  if (!witness) return;
  const isOlder = witness.completedAt !== undefined && (newest.completedAt ?? 0) < witness.completedAt;
  if (newest.version >= witness.version && !isOlder) return;
  const name = bookmarkName(bookmark);
  const isElsewhere = witness.place !== undefined && witness.place !== place;
  const completion = `version ${witness.version} was completed on ${new Date(witness.at).toISOString()}`;
  const where = isElsewhere ? ` in ${witness.place}, and not in ${place}` : '';
  throw new LongshoreError(
    'bookmark-lost',
    `The bookmark of ${name} is at version ${newest.version}, but ${completion}${where}`,
    isElsewhere
      ? {
          remedy: `Name that place under places, and take the bookmark over: \`longshore bookmarks export ${name} --place <place> --file bookmark.json\`, then \`longshore bookmarks import ${name} bookmark.json\`. \`longshore bookmarks reset ${name}\` starts from the beginning.`,
        }
      : {},
  );
}
