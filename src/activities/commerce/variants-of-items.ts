import { catalogId, externalIdOf } from '../../mappings/commerce';
import { severalAtOnce } from '../several-at-once';
import type { KlaviyoAccess } from './klaviyo-access';

/** 350 a second may be asked, and an answer takes about 0.1 s. */
const atOnce = 16;

/**
 * The SKUs that the catalog has of each of these items, however many: a request for each, and one for each further
 * hundred. Undefined where the step ended first.
 */
export async function variantsOfItems(
  klaviyo: KlaviyoAccess,
  items: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
  const variants = new Map<string, ReadonlySet<string>>();
  const isDone = await severalAtOnce(items, atOnce, async (item) => {
    const skus = await variantsOf(klaviyo, item);
    if (!skus) return 'stop';
    variants.set(item, skus);
    return 'done';
  });
  return isDone ? variants : undefined;
}

async function variantsOf(klaviyo: KlaviyoAccess, item: string): Promise<ReadonlySet<string> | undefined> {
  const skus = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await klaviyo.ask('get_variant_ids_for_catalog_item', (client, options) =>
      client.readVariantIds(catalogId(item), cursor, options),
    );
    if (!page) return undefined;
    // The item is gone, and its variants with it.
    if (page.kind === 'absent') return new Set();
    for (const id of page.value.entries) {
      const sku = externalIdOf(id);
      if (sku !== undefined) skus.add(sku);
    }
    cursor = page.value.next;
  } while (cursor !== undefined);
  return skus;
}
