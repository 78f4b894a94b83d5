import { z } from 'zod';
import { type DeletedKind, type DeletionJob, deletedKinds } from '../contract/catalog-deletion';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

const kinds = Object.values(deletedKinds).flat();

const jobSchema: z.ZodType<DeletionJob> = z.strictObject({
  id: z.string(),
  delivery: z.string(),
  count: z.number(),
  runId: z.string(),
  at: z.number(),
  kind: z.enum(kinds),
});

/** A page of what a run has listed of a catalog, to delete it. */
export interface ListedPage {
  /** Ids of entries, as the catalog has them. */
  readonly ids: readonly string[];
  /** What became of them when they were handed over; left out until then. */
  readonly sent?: { readonly jobs: readonly DeletionJob[]; readonly refused: number };
}

const pageSchema: z.ZodType<ListedPage> = z.strictObject({
  ids: z.array(z.string()),
  sent: z.strictObject({ jobs: z.array(jobSchema), refused: z.number() }).exactOptional(),
});

export interface ListedPagePlace {
  readonly import: string;
  readonly runId: string;
  readonly kind: DeletedKind;
  /** From 0. */
  readonly page: number;
}

function keyOf({ import: importName, runId, kind, page }: ListedPagePlace): string {
  return storageKey('deletions', importName, runId, `${kind}-${String(page).padStart(7, '0')}.json`);
}

/** Stores a page: a step that is repeated finds in it what has been handed over. */
export async function writeListedPage(storage: Storage, place: ListedPagePlace, page: ListedPage): Promise<void> {
  await storage.put(keyOf(place), JSON.stringify(page));
}

/** Throws `storage-missing` where it is gone. */
export async function readListedPage(storage: Storage, place: ListedPagePlace): Promise<ListedPage> {
  const key = keyOf(place);
  const content = await storage.get(key);
  if (content) return pageSchema.parse(JSON.parse(content.toString('utf8')));
  throw new LongshoreError('storage-missing', `The page ${key} of the catalog is not in ${storage.description}`);
}
