import type { ImportOf } from '../../config';
import { openShop, type ShopRecord } from '../../connectors/commercetools';
import type { OrderCatalog } from '../../mappings/commerce';
import { connectionOf } from '../connection-of';
import type { ResolvedImport } from '../resolve-import';
import { severalAtOnce } from '../several-at-once';
import { readCategoryTree } from './category-places';

/** As many as one request takes. */
const idsPerRequest = 80;
/** Of each lane. */
const requestsAtOnce = 4;

/** What a step of orders knows of the shop's catalog: all categories, and the products that its orders have named. */
export interface KnownCatalog extends OrderCatalog {
  /** Reads the categories of the products in these orders that are not known yet, in as few requests as they fit in. */
  know(orders: readonly ShopRecord[]): Promise<void>;
}

/** Reads the categories once for the step; a product is read once, however many orders have it. */
export async function openOrderCatalog(
  resolved: ResolvedImport<ImportOf<'commerce-orders'>>,
  signal: AbortSignal,
): Promise<KnownCatalog> {
  const { config, settings } = resolved;
  const shop = openShop(connectionOf(config, settings.source, 'commercetools'));
  const tree = await readCategoryTree(resolved, signal);
  const known = new Map<string, readonly string[] | undefined>();
  return {
    tree,
    categoriesOf: (product) => known.get(product),
    async know(orders) {
      const unknown = [...new Set(orders.flatMap(productsIn))].filter((id) => !known.has(id));
      if (unknown.length === 0) return;
      // A first page of orders names a thousand products: one request after the other would be some seconds.
      await severalAtOnce(chunksOf(unknown, idsPerRequest), requestsAtOnce, async (ids) => {
        const found = await shop.categoriesOfProducts(ids, signal);
        for (const id of ids) known.set(id, found.get(id));
        return 'done';
      });
    },
  };
}

function chunksOf<Item>(items: readonly Item[], length: number): (readonly Item[])[] {
  const count = Math.ceil(items.length / length);
  return Array.from({ length: count }, (_, index) => items.slice(index * length, (index + 1) * length));
}

/** The products of an order's lines; what is no order is for the mapping to tell. */
function productsIn({ lineItems }: ShopRecord): readonly string[] {
  if (!Array.isArray(lineItems)) return [];
  return lineItems.flatMap((line: unknown) => {
    const { productId } = Object(line) as { readonly productId?: unknown };
    return typeof productId === 'string' ? [productId] : [];
  });
}
