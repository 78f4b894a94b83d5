import { z } from 'zod';
import { versionSchema } from '../bookmarks';
import type { BookmarkState } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';
import type { FilesCursor } from '../contract/files';
import { isFilesCursor } from '../contract/is-files-cursor';
import type { Session } from '../runs/session';
import { type FilesMemory, readFilesMemory } from '../storage';
import { answered, findBookmark, type PlaceFlag } from './named-bookmark';

const memorySchema = z.strictObject({
  ledgers: z.record(z.string(), z.array(z.strictObject({ name: z.string(), etag: z.string(), timestamp: z.number() }))),
  lists: z.record(
    z.string(),
    z.array(z.strictObject({ name: z.string(), etag: z.string(), timestamp: z.number(), size: z.number() })),
  ),
});

const exportSchema = z.strictObject({
  longshoreBookmark: z.literal(1),
  bookmark: z.string(),
  exportedAt: z.string(),
  /** The newest version, and before it the newest completed one where that is another. */
  versions: z.array(versionSchema).min(1).max(2),
  /** Of an import of files: what its cursors refer to. */
  files: memorySchema.exactOptional(),
});

/** A bookmark as a file, which needs nothing else to be put back, in whatever storage and place. */
export interface BookmarkExport extends z.output<typeof exportSchema> {
  readonly files?: FilesMemory & z.output<typeof memorySchema>;
}

/** Throws `usage-invalid` where the bookmark was never written. */
export async function exportBookmark(session: Session, words: string, flag: PlaceFlag = {}): Promise<BookmarkExport> {
  const { name, address, isOfImport, place } = await findBookmark(session, words, flag);
  const newest = await answered(session, () => place.read(address));
  if (newest.version === 0) {
    throw new LongshoreError('usage-invalid', `${name} has no bookmark yet: there is nothing to export`, {
      remedy: '`longshore bookmarks list` shows what there is.',
    });
  }
  const completed = await answered(session, () => place.readCompleted(address));
  const states = completed.version === 0 || completed.version === newest.version ? [newest] : [completed, newest];
  const cursors = isOfImport ? cursorsOf(states) : [];
  const memory = await readFilesMemory(session.storage, name, cursors);
  const exported = {
    longshoreBookmark: 1,
    bookmark: name,
    exportedAt: new Date().toISOString(),
    versions: states.map(({ isUnmoved: _, ...version }) => version),
    ...(cursors.length > 0 ? { files: memory } : {}),
  };
  return exportSchema.parse(exported);
}

export function cursorsOf(states: readonly Pick<BookmarkState, 'value'>[]): readonly FilesCursor[] {
  return states.flatMap(({ value }) => (isFilesCursor(value) ? [value] : []));
}

/** Throws `bookmark-value-invalid`, which names the file and the places in it that are wrong. */
export function parseExport(path: string, json: unknown): BookmarkExport {
  const parsed = exportSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path: place }) => place.join('.') || 'the whole').join(', ');
  throw new LongshoreError(
    'bookmark-value-invalid',
    `${path} is no bookmark as this Longshore exports it (wrong: ${places})`,
    {
      remedy: 'Take the file as it was exported. Nothing was changed.',
    },
  );
}
