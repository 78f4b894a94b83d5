import type { ImportOf } from '../../config';
import { isPublished, type ShopRecord } from '../../connectors/commercetools';
import type { CommerceLane } from '../../contract/commerce';
import { type CategoryTree, compileProductMapping, type MappedProduct } from '../../mappings/commerce';
import { type ChunkProduct, readDeliveredItems } from '../../storage';
import type { ResolvedImport } from '../resolve-import';
import type { KlaviyoAccess } from './klaviyo-access';
import { knownEntries } from './known-entries';
import type { Errored } from './lane-batch';
import { productEntries } from './map-product';
import { ProductTally } from './product-tally';
import { laneReader } from './read-lane';
import { variantsOfItems } from './variants-of-items';

/**
 * Three full jobs of items, and of variants 15 at most: a lane is through with it in less than a minute. Where products
 * have 250 variants it is six of them.
 */
const mostProducts = 300;
const mostEntries = 1_500;
/** Its texts lie in memory twice, to create and to update. */
const mostBytes = 4_000_000;
/** A product with 250 variants may have half a megabyte. */
const productsPerPage = 100;

export interface ChunkToOpen {
  readonly resolved: ResolvedImport<ImportOf<'commerce-products'>>;
  readonly import: string;
  readonly lane: CommerceLane;
  readonly since?: number;
  readonly adopts: boolean;
  readonly klaviyo: KlaviyoAccess;
  readonly tree: CategoryTree;
  /** Whether the catalog has a category, of those that were asked about. */
  readonly categories: Map<string, boolean>;
  readonly signal: AbortSignal;
}

/** Products that follow each other in a lane, mapped. */
export interface OpenedChunk {
  readonly products: readonly ChunkProduct[];
  /** Items that the catalog has; told where they were asked for, which adopting needs. */
  readonly adopted?: ReadonlySet<string>;
  /** Products that are in the shop and are not sent. */
  readonly staying: readonly string[];
  readonly errored: readonly Errored[];
  readonly unpublished: number;
  readonly tally: ProductTally;
  /** Left out where the lane has none. */
  readonly last?: string;
  readonly isLast: boolean;
}

/** Reads and maps the next products of a lane. Undefined where the step ended first. Throws what the shop throws. */
export async function openChunk(toOpen: ChunkToOpen): Promise<OpenedChunk | undefined> {
  const tally = new ProductTally();
  const mapPage = pageMapper(toOpen, tally);
  const read = laneReader(toOpen.resolved, {
    import: toOpen.import,
    resource: 'products',
    lane: toOpen.lane,
    ...(toOpen.since === undefined ? {} : { since: toOpen.since }),
    where: [isPublished],
    limit: productsPerPage,
    signal: toOpen.signal,
  });
  const products: ChunkProduct[] = [];
  const staying: string[] = [];
  const errored: Errored[] = [];
  let unpublished = 0;
  let size = 0;
  let bytes = 0;
  let last = toOpen.lane.after;
  let isLast = false;
  for (let isFull = false; !isFull && !isLast; ) {
    const { resources, next, missing = 0 } = await read(last);
    const mappedPage = await mapPage(resources);
    if (!mappedPage) return undefined;
    for (const [at, mapped] of mappedPage.entries()) {
      const record = resources[at];
      if (!record) break;
      tally.addMapped(mapped);
      last = record.id;
      if ('unpublished' in mapped) {
        unpublished += 1;
        continue;
      }
      const entries = productEntries(mapped, record);
      errored.push(...entries.errored);
      size += entries.errored.length;
      if ('product' in entries) {
        products.push(entries.product);
        size += 1 + entries.product.variants.length;
        bytes += bytesOf(entries.product);
      } else {
        staying.push(record.id);
      }
      isFull = products.length + staying.length >= mostProducts || size >= mostEntries || bytes >= mostBytes;
      if (isFull) break;
    }
    if (isFull) break;
    tally.add('missing', missing);
    if (next === undefined) isLast = true;
    // Of chosen ids a page may hold none that is there: the lane goes on behind them.
    else last = next;
  }
  const before = await hadBefore(products, toOpen);
  if (!before) return undefined;
  const single = withoutDuplicates(products, before.skus);
  return {
    products: single.products,
    ...(before.adopted ? { adopted: before.adopted } : {}),
    staying,
    errored: [...errored, ...single.errored],
    unpublished,
    tally,
    ...(last === undefined ? {} : { last }),
    isLast,
  };
}

/** Maps pages of products, without the categories that the catalog lacks: Klaviyo would refuse the item for one. */
function pageMapper({ resolved: { settings }, klaviyo, tree, categories }: ChunkToOpen, tally: ProductTally) {
  const map = compileProductMapping(settings);
  const now = Date.now();
  return async (resources: readonly ShopRecord[]): Promise<readonly MappedProduct[] | undefined> => {
    const page = resources.map((product) => map(product, tree, now));
    const named = new Set(page.flatMap((mapped) => ('item' in mapped ? mapped.item.categories : [])));
    const unknown = [...named].filter((id) => !categories.has(id));
    const known = await knownEntries(klaviyo, 'categories', unknown);
    if (!known) return undefined;
    for (const id of unknown) categories.set(id, known.has(id));
    return page.map((mapped) => {
      if (!('item' in mapped)) return mapped;
      const there = mapped.item.categories.filter((id) => categories.get(id));
      tally.add('category-left-out', mapped.item.categories.length - there.length);
      return { ...mapped, item: { ...mapped.item, categories: there } };
    });
  };
}

/** Which variants of these products the catalog had: what the import has delivered, and where it adopts what there is. */
async function hadBefore(
  products: readonly ChunkProduct[],
  { resolved: { storage }, import: importName, adopts, klaviyo }: ChunkToOpen,
): Promise<
  { readonly skus: ReadonlyMap<string, readonly string[]>; readonly adopted?: ReadonlySet<string> } | undefined
> {
  const ids = products.map(({ id }) => id);
  const delivered = await readDeliveredItems(storage, importName, ids);
  const skus = new Map(ids.map((id) => [id, delivered.get(id)?.skus ?? []]));
  if (!adopts) return { skus };
  const adopted = await knownEntries(klaviyo, 'items', ids);
  const found = adopted && (await variantsOfItems(klaviyo, [...adopted]));
  if (!found) return undefined;
  for (const [id, there] of found) skus.set(id, [...new Set([...(skus.get(id) ?? []), ...there])]);
  return { skus, adopted };
}

/** Of variants with one SKU the one goes out whose product had it, else the first. */
function withoutDuplicates(
  products: readonly ChunkProduct[],
  had: ReadonlyMap<string, readonly string[]>,
): { readonly products: readonly ChunkProduct[]; readonly errored: readonly Errored[] } {
  const owners = new Map<string, string>();
  for (const { id, variants } of products) {
    for (const { sku } of variants) if (had.get(id)?.includes(sku)) owners.set(sku, id);
  }
  for (const { id, variants } of products) {
    for (const { sku } of variants) if (!owners.has(sku)) owners.set(sku, id);
  }
  const errored: Errored[] = [];
  const single = products.map((product): ChunkProduct => {
    const { id } = product;
    const others = product.variants.filter(({ sku }) => owners.get(sku) !== id);
    errored.push(...others.map(({ sku, number }) => duplicateSku(id, number, sku)));
    return {
      ...product,
      variants: product.variants.filter((variant) => !others.includes(variant)),
      had: [...(had.get(id) ?? [])],
      kept: [...product.kept, ...others.map(({ sku }) => sku)],
    };
  });
  return { products: single, errored };
}

export function duplicateSku(product: string, index: number, sku: string): Errored {
  return {
    id: product,
    index,
    stage: 'map',
    code: 'duplicate-sku',
    message: 'A variant of another product has the same SKU.',
    record: { product, sku },
  };
}

function bytesOf({ item, variants }: ChunkProduct): number {
  return [item, ...variants].reduce((sum, { update }) => sum + Buffer.byteLength(update), 0);
}
