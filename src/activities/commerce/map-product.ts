import {
  type CatalogVariant,
  itemForCreate,
  itemForUpdate,
  type MappedProduct,
  variantForCreate,
  variantForUpdate,
} from '../../mappings/commerce';
import type { ChunkProduct } from '../../storage';
import type { Errored } from './lane-batch';

/** What a product became, and what of it is rejected; each entry of the catalog is one record. */
export type ProductEntries =
  | { readonly product: ChunkProduct; readonly errored: readonly Errored[] }
  | { readonly errored: readonly Errored[] };

/** Where the rejects of variants stand whose numbers cannot be read; no product has so many. */
const unnumbered = 1_000_000;

/**
 * Lays a mapped product out as the entries that go to the catalog. Among a product's rejects its item is at index 0, and a
 * variant at its number.
 *
 * @param record as it was read, for the reject of what cannot be mapped
 */
export function productEntries(
  mapped: Exclude<MappedProduct, { readonly unpublished: true }>,
  record: { readonly id: string },
): ProductEntries {
  const { id } = record;
  const base = { id, stage: 'map' } as const;
  if ('problem' in mapped) {
    const whole: Errored = { ...base, index: 0, ...mapped.problem, record };
    const variants = Array.from({ length: mapped.variants }, (_, at): Errored => {
      return { ...base, index: at + 1, ...mapped.problem, record: { product: id, variant: at + 1 } };
    });
    return { errored: [whole, ...variants] };
  }
  const { item, variants, rejected } = mapped;
  const errored = rejected.map(({ variantId, sku, problem }, at): Errored => {
    const index = variantId ?? unnumbered + at;
    return { ...base, index, ...problem, record: { product: id, variant: variantId, sku } };
  });
  const product: ChunkProduct = {
    id,
    item: { create: JSON.stringify(itemForCreate(item)), update: JSON.stringify(itemForUpdate(item)) },
    variants: variants.map(variantEntry),
    had: [],
    kept: rejected.flatMap(({ sku }) => (sku === undefined ? [] : [sku])),
  };
  return { product, errored };
}

function variantEntry(variant: CatalogVariant): ChunkProduct['variants'][number] {
  const { sku, number } = variant;
  return {
    sku,
    number,
    create: JSON.stringify(variantForCreate(variant)),
    update: JSON.stringify(variantForUpdate(variant)),
  };
}
