import type { MappingProblem } from '../mapping-problem';
import type { CatalogItem } from './catalog-item';
import type { CatalogVariant } from './catalog-variant';
import type { CategoryTree } from './category-tree';
import type { CommerceWarning } from './commerce-warning';
import { productCategories } from './product-categories';
import { type ContentRules, compileContent } from './product-content';
import { productData, productRecord } from './product-record';
import { readSourceRecord } from './read-source-record';
import { type RejectedVariant, readVariants } from './read-variants';
import { stockOf } from './variant-stock';

/** How products become items and variants of the catalog. */
export interface ProductMapping extends ContentRules {
  /** A channel's id: its stock counts, and not that of all. */
  readonly inventoryChannel?: string;
  readonly requireImage: boolean;
}

/** The entries of a product that is published; that it is not; or why it cannot be sent, and how many variants go with it. */
export type MappedProduct =
  | {
      readonly item: CatalogItem;
      readonly variants: readonly CatalogVariant[];
      readonly rejected: readonly RejectedVariant[];
      /** Each as often as it is the case. */
      readonly warnings: readonly CommerceWarning[];
    }
  | { readonly unpublished: true }
  | { readonly problem: MappingProblem; readonly variants: number };

/**
 * Makes the mapping of a product of commercetools to an item and its variants, once for a step. It is pure and never
 * throws; `now` in epoch ms decides which prices hold.
 */
export function compileProductMapping(
  mapping: ProductMapping,
): (record: Readonly<Record<string, unknown>>, tree: CategoryTree, now: number) => MappedProduct {
  const describe = compileContent(mapping);

  return (record, tree, now) => {
    const product = readSourceRecord(productRecord, record);
    if ('problem' in product) return refused(product.problem, 0);
    const { id, masterData } = product.value;
    if (!masterData.published || masterData.current === undefined) return { unpublished: true };
    const read = readSourceRecord(productData, masterData.current);
    if ('problem' in read) return refused(read.problem, 0);

    const data = read.value;
    const contentOf = describe(id, data, now);
    const { readable, known, rejected } = readVariants(data);
    const count = 1 + data.variants.length;

    // An item without a picture of its own borrows that of a variant.
    const pictured = readable.find(({ images }) => images.length > 0);
    if (pictured === undefined && mapping.requireImage) return refused(noImage, count);
    const { images } = pictured ?? data.masterVariant;
    const whole = contentOf({ ...data.masterVariant, images, sku: known[0]?.sku });
    if ('problem' in whole) return refused(whole.problem, count);
    const categories = productCategories(
      data.categories.map((category) => category.id),
      tree,
    );

    const variants: CatalogVariant[] = [];
    const refusedVariants = [...rejected];
    const warnings = Array<CommerceWarning>(categories.leftOut).fill('category-left-out');
    for (const { sku, variant } of known) {
      const described = contentOf(variant);
      if ('problem' in described) {
        refusedVariants.push({ variantId: variant.id, sku, problem: described.problem });
        continue;
      }
      const { quantity, channelMissing } = stockOf(variant, mapping.inventoryChannel);
      if (channelMissing) warnings.push('channel-stock-missing');
      variants.push({ sku, number: variant.id, itemId: id, quantity, ...described });
    }
    return { item: { id, categories: categories.ids, ...whole }, variants, rejected: refusedVariants, warnings };
  };
}

const noImage: MappingProblem = { code: 'no-image', message: 'No variant of the product has an image.' };

function refused({ code, message }: MappingProblem, variants: number): MappedProduct {
  return { problem: { code, message: `${message} What the catalog has of the product stays as it is.` }, variants };
}
