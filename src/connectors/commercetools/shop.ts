import type { IdRange } from './id-ranges';
import type { ShopResource } from './resources';
import type { ShopCategory, ShopRecord } from './shop-record';

export interface PageRequest extends IdRange {
  readonly resource: ShopResource;
  /** More predicates, which must all hold. */
  readonly where?: readonly string[];
  /** Records in a page, from 1 to 500, which it is unless given. */
  readonly limit?: number;
  /** As `paymentInfo.payments[*]`. */
  readonly expand?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Records in the order of their ids. */
export interface ShopPage {
  readonly records: readonly ShopRecord[];
  /** True when nothing of what was asked for lies behind it. */
  readonly complete: boolean;
  /** When the service answered, by its own clock; epoch ms, cut to whole seconds. */
  readonly serverNow: number;
}

export interface ListedRequest {
  readonly resource: ShopResource;
  readonly ids: Iterable<string>;
  readonly expand?: readonly string[];
  readonly signal?: AbortSignal;
}

/** What a look at a shop has found. */
export interface ShopCheck {
  /** Scopes that imports need and the client lacks, as `view_orders:my-shop`. */
  readonly missingScopes: readonly string[];
  /** Keys of the locks that are held; undefined where the client may not read them. */
  readonly locks: readonly string[] | undefined;
}

/**
 * A project of commercetools to read from. It keeps no connection of its own open, so there is nothing to close.
 *
 * Every call throws `source-auth`, which names the scope that lacks; `source-not-found` for a project that is not there;
 * `source-refused` for a query with a field that is not there; `source-unavailable`, with the wait where the service
 * names one, for 429, 5xx and no answer; and an AbortError when its signal aborts.
 */
export interface Shop {
  /** How messages call it: `project my-shop at api.example.com`. */
  readonly description: string;
  /** One page, sorted by id. The next one is asked for with `after`: the id of its last record. */
  readPage(request: PageRequest): Promise<ShopPage>;
  /** The records of these ids that are there, sorted by id, in as many pages as fit their length. */
  readByIds(request: ListedRequest): AsyncGenerator<ShopPage, void>;
  /** What the tree of categories is built from, for all categories; the rest of them is let go page by page. */
  readCategories(signal?: AbortSignal): AsyncGenerator<readonly ShopCategory[], void>;
  /** The ids of the categories of each of these products that is there. */
  categoriesOfProducts(ids: Iterable<string>, signal?: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The ids of the products that customers see with a variant of each of these SKUs; those of none are left out. */
  productsOfSkus(skus: Iterable<string>, signal?: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Reads one record of each kind, which proves address, client and scopes. It never writes. */
  check(signal?: AbortSignal): Promise<ShopCheck>;
}
