import { isDeepStrictEqual } from 'node:util';
import type { CommercetoolsStandIn } from '../../sandbox/commercetools-stand-in';
import type { KlaviyoStandIn } from '../../sandbox/klaviyo-stand-in';
import {
  buildCategoryTree,
  type CatalogItem,
  type CatalogVariant,
  catalogId,
  compileProductMapping,
  itemForUpdate,
  type ProductMapping,
  variantForUpdate,
} from '../../src/mappings/commerce';

/** An entry as both sides can be asked for it; what is not there is null. */
export interface ComparedEntry {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of an item, its categories; of a variant, its item. */
  readonly related: unknown;
}

/** A catalog: items and variants by their compound ids. */
export interface ComparedCatalog {
  readonly items: ReadonlyMap<string, ComparedEntry>;
  readonly variants: ReadonlyMap<string, ComparedEntry>;
}

export const emptyCatalog: ComparedCatalog = { items: new Map(), variants: new Map() };

/** What an import without settings maps with. */
export const plainMapping: ProductMapping = {
  customerGroupPrices: 'exclude',
  channelPrices: 'include',
  useDiscountedPrice: false,
  images: 'all',
  requireImage: true,
};

/**
 * What the catalog must be after a sync over what it was before: mapped directly, product by product, without anything that
 * runs. What the shop does not show any more stays, and what cannot be mapped stays as it was. No two products of the shop
 * may have a variant with one SKU.
 */
export function expectedCatalog(
  shop: Pick<CommercetoolsStandIn, 'records'>,
  mapping: ProductMapping,
  before: ComparedCatalog,
): ComparedCatalog {
  const map = compileProductMapping(mapping);
  const tree = buildCategoryTree(shop.records('categories'), mapping.preferredLocale);
  const items = new Map(before.items);
  const variants = new Map(before.variants);
  for (const product of shop.records('products')) {
    const mapped = map(product, tree, Date.now());
    if (!('item' in mapped)) continue;
    const id = catalogId(mapped.item.id);
    items.set(id, itemOf(mapped.item));
    const staying = new Set(mapped.rejected.map(({ sku = '' }) => catalogId(sku)));
    for (const [key, { related }] of variants) if (related === id && !staying.has(key)) variants.delete(key);
    for (const variant of mapped.variants) variants.set(catalogId(variant.sku), variantOf(variant, id));
  }
  return { items, variants };
}

export function storedCatalog({ catalog }: Pick<KlaviyoStandIn, 'catalog'>): ComparedCatalog {
  const read = (kind: 'items' | 'variants') =>
    new Map(
      [...catalog(kind)].map(([id, { attributes, item, categories }]) => {
        const { external_id: _, integration_type: __, catalog_type: ___, sku: ____, ...rest } = attributes;
        return [id, { attributes: plain(rest), related: kind === 'items' ? [...categories] : item }] as const;
      }),
    );
  return { items: read('items'), variants: read('variants') };
}

function itemOf(item: CatalogItem): ComparedEntry {
  const { attributes, relationships } = itemForUpdate(item);
  return { attributes: plain(attributes), related: relationships.categories.data.map(({ id }) => id) };
}

function variantOf(variant: CatalogVariant, item: string): ComparedEntry {
  return { attributes: plain(variantForUpdate(variant).attributes), related: item };
}

/** A creation leaves out what an update says is null or empty. */
function plain(attributes: object): Readonly<Record<string, unknown>> {
  const { description, image_full_url: image, images, ...rest } = attributes as Record<string, unknown>;
  const whole = {
    ...rest,
    description: description === '' ? null : description,
    image: image ?? null,
    images: images ?? [],
  };
  // What is undefined on one side is absent on the other.
  return JSON.parse(JSON.stringify(whole));
}

/** What the catalog has and should not, or lacks, or has in another form: each entry with both. */
export function differences(stored: ComparedCatalog, expected: ComparedCatalog): readonly unknown[] {
  const between = (a: ReadonlyMap<string, ComparedEntry>, b: ReadonlyMap<string, ComparedEntry>) =>
    [...new Set([...a.keys(), ...b.keys()])].flatMap((id) =>
      isDeepStrictEqual(a.get(id), b.get(id)) ? [] : [{ id, stored: a.get(id), expected: b.get(id) }],
    );
  return [...between(stored.items, expected.items), ...between(stored.variants, expected.variants)];
}
