import type { CommerceJob } from './commerce';

/**
 * What can be deleted of a catalog, and the kinds of entries that it is made of, in the order in which they go. Klaviyo does
 * not say whether an item takes its variants along: they go before it, and are counted.
 */
export const deletedKinds = { products: ['variants', 'items'], categories: ['categories'] } as const;
export type DeletionOf = keyof typeof deletedKinds;
export type DeletedKind = (typeof deletedKinds)[DeletionOf][number];

/** A job that deletes entries of one kind. */
export type DeletionJob = CommerceJob & {
  readonly kind: DeletedKind;
  /** How often jobs of the same entries were cancelled before. */
  readonly cancelled?: number;
};

/**
 * Klaviyo bears 500 jobs of an account's catalog in progress, those of others included. 40 name 4,000 entries, and with
 * 300 bytes each a bookmark stays under 20 KB.
 */
export const mostDeletionJobs = 40;

/** The entries of one kind that were there when the run began: their ids lie in storage, page by page. */
export type ListedEntries = {
  readonly kind: DeletedKind;
  readonly pages: number;
  readonly total: number;
  /** Where the listing goes on. */
  readonly cursor?: string;
  /** True when all of them are listed. */
  readonly complete: boolean;
  /** Pages whose entries were handed over to be deleted. */
  readonly sent: number;
};

/** What the next run is to know: jobs whose results were not read. */
export type DeletionBookmark = { readonly jobs: readonly DeletionJob[] };

/** How the journal's sentence begins that tells how much there is. */
export const toBeDeleted = 'To be deleted, whoever made them';

export function isDeletionOf(value: unknown): value is DeletionOf {
  return typeof value === 'string' && Object.hasOwn(deletedKinds, value);
}

/** How a deletion is started; it begins with what deletes nothing. */
export function deletionStart(importName: string, of: DeletionOf = 'products'): string {
  const command = `longshore run ${importName} --of ${of}`;
  return `\`${command} --dry-run\` tells how many there are; \`${command} --confirm ${of}\` deletes them all.`;
}
