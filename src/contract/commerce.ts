import type { Counts } from './counts';

// Types and not interfaces: they are JSON values, and are kept in bookmarks as such.

/** A sorted list of ids in storage, carried as reference. */
export type IdList = { readonly hash: string; readonly total: number };

/**
 * A range of ids that is read page by page, in the order of the ids, side by side with other lanes. It begins behind
 * `after`, or, where nothing of it was read yet, at `from`; it ends with `upTo`.
 */
export type CommerceLane = {
  readonly key: number;
  /** The first id that may be read; left out, the first there is. */
  readonly from?: string;
  /** The last id that was taken by the destination, or rejected. */
  readonly after?: string;
  /** The last id that belongs to the lane; left out, the last there is. */
  readonly upTo?: string;
  /** Where it is here, the lane is of these ids alone. */
  readonly list?: IdList;
  /** True when the lane was read to its end. */
  readonly done: boolean;
  /** Jobs that the destination has taken and whose results were not read yet, oldest first. */
  readonly jobs: readonly CommerceJob[];
  /** How often its records were in a job whose work for them came to nothing, as where the destination cancels it. */
  readonly cancelled?: number;
  /** Where the lane began, for the progress alone. */
  readonly start?: string;
  /** What the lane works on before it reads on, where its resources are products. */
  readonly chunk?: CatalogChunk;
  /** Where it is here, the lane goes through what the import has delivered, and not through the shop. */
  readonly reconcile?: Reconciliation;
};

/** What becomes of entries of the catalog that this import has delivered and that the shop no longer has. */
export type Reconciliation = {
  /** A reading of everything that was begun then has found the others. Epoch ms of the shop's clock. */
  readonly asOf: number;
};

/**
 * Products that follow each other in a lane and whose entries go to the catalog stage by stage, each of which is over
 * before the next begins. What they hold lies in storage; this is under 1 KB.
 */
export type CatalogChunk = {
  /** Where its entries lie in storage, and what is to be sent of them. */
  readonly folder: string;
  readonly work: 'import' | 'unpublish' | 'delete';
  readonly stage: CatalogStage;
  /** How often the stage's entries went out before: what came to nothing goes out again. */
  readonly tries: number;
  /** So many of them by runs before the one that works on it. */
  readonly triesBefore?: number;
  /** Entries that are to go out in this try; left out until it is known. */
  readonly size?: number;
  /** So many of them went out. */
  readonly next: number;
  /** What is to go out in the next try. */
  readonly again?: IdList;
  /** Products whose items could not be delivered. */
  readonly failed?: IdList;
  /** SKUs that are not the products' own. */
  readonly refused?: IdList;
  /** SKUs that were to go and could not: they are the products' still. */
  readonly left?: IdList;
  /** The last product in it: there the lane goes on. */
  readonly last: string;
  /** True when nothing of the lane lies behind it. */
  readonly isLast: boolean;
  /** The run that works on it, and what it has counted of it. */
  readonly runId: string;
  readonly counts: Counts;
};

/** `items` and `variants` create or update, the others delete. */
export type CatalogStage = 'items' | 'staleVariants' | 'variants' | 'staleItems';

/** A job that Klaviyo cancels once may be the work of a person or of a moment; three times is neither. */
export const mostCancels = 3;
/** What a run fails with then. */
export const cancelledTooOften = `The destination has cancelled the jobs of the same records ${mostCancels} times`;

/**
 * Jobs of the catalog that one run has out: Klaviyo bears 500 of an account, other imports' included, and a bookmark
 * names each of these with 300 bytes.
 */
export const mostCatalogJobs = 96;

/**
 * A lane stops reading while so many of its jobs are out: it is far ahead then, and a bookmark with 16 lanes stays under
 * 20 KB.
 */
export const mostJobsPerLane = 4;

/** A job of the destination. */
export type CommerceJob = {
  readonly id: string;
  /** Key in storage of what is in it. */
  readonly delivery: string;
  /** Records in it. */
  readonly count: number;
  /** The run that submitted it, and has counted its records as read. */
  readonly runId: string;
  /** What it does, where it is a job of the catalog. */
  readonly action?: 'create' | 'update' | 'delete';
  /** Epoch ms of the worker that submitted it: how long it is out, for waits and for people. */
  readonly at: number;
};

/** A reading that is under way: what is read, when it was begun by the shop's clock, and how far each lane is. */
export type CommercePass = {
  /** Only what was changed at or after this; left out, everything. Epoch ms of the shop's clock. */
  readonly since?: number;
  /** What is changed later is another reading's. Epoch ms of the shop's clock. */
  readonly asOf: number;
  /** True where the variants that items of the catalog already have are read, to clean it. */
  readonly adopts?: boolean;
  readonly lanes: readonly CommerceLane[];
};

/** The value of the bookmark of an import of a shop. */
export type CommerceBookmark = {
  /** What was read: a bookmark is not used for another shop. */
  readonly source: string;
  /** All that was changed before has been delivered. Epoch ms of the shop's clock. */
  readonly watermark?: number;
  /** A reading that was not finished; the next run goes on with it. */
  readonly open?: CommercePass;
};
