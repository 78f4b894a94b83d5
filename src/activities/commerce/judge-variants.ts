import type { ShopRecord } from '../../connectors/commercetools';
import type { ChunkProduct } from '../../storage';
import type { KlaviyoAccess } from './klaviyo-access';
import { knownEntries } from './known-entries';
import { variantsOfItems } from './variants-of-items';

/** What is to become of variants, by their SKUs. */
export interface JudgedVariants {
  readonly create: readonly string[];
  readonly update: readonly string[];
  /** The catalog has them under an item that they have left: to be deleted there, and created. */
  readonly moved: readonly string[];
  /** Another product's variants have these SKUs. */
  readonly refused: readonly string[];
}

export interface VariantsToJudge {
  readonly klaviyo: KlaviyoAccess;
  /** Whose variants are asked about, each SKU once. */
  readonly products: readonly ChunkProduct[];
  /** Which of their SKUs; left out, all. */
  readonly skus?: ReadonlySet<string>;
  /** The products of the shop that have a variant of each of these SKUs. */
  readonly productsOfSkus: (skus: Iterable<string>) => Promise<ReadonlyMap<string, readonly ShopRecord['id'][]>>;
}

/**
 * Asks which variants the catalog has, 50 in a request. A SKU is a variant's only id: where the catalog has one that was
 * not known to be the product's, its item is asked what it has, and where that is not it, the shop is asked who else has
 * the SKU. Undefined where the step ended first. Throws what the shop throws.
 */
export async function judgeVariants(toJudge: VariantsToJudge): Promise<JudgedVariants | undefined> {
  const { klaviyo, products, skus } = toJudge;
  const wanted = products.flatMap((product) =>
    product.variants.filter(({ sku }) => skus?.has(sku) ?? true).map(({ sku }) => ({ sku, product })),
  );
  const known = await knownEntries(
    klaviyo,
    'variants',
    wanted.map(({ sku }) => sku),
  );
  if (!known) return undefined;
  const unsure = wanted.filter(({ sku, product }) => known.has(sku) && !product.had.includes(sku));
  const foreign = await foreignOnes(unsure, klaviyo);
  if (!foreign) return undefined;
  const judged = foreign.length === 0 ? { moved: [], refused: [] } : await judgeForeign(foreign, toJudge);
  if (!judged) return undefined;
  const isForeign = new Set(foreign.map(({ sku }) => sku));
  return {
    create: wanted.filter(({ sku }) => !known.has(sku)).map(({ sku }) => sku),
    update: wanted.filter(({ sku }) => known.has(sku) && !isForeign.has(sku)).map(({ sku }) => sku),
    ...judged,
  };
}

interface Wanted {
  readonly sku: string;
  readonly product: ChunkProduct;
}

/** Those that the catalog has under another item than their own. */
async function foreignOnes(unsure: readonly Wanted[], klaviyo: KlaviyoAccess): Promise<readonly Wanted[] | undefined> {
  const items = new Set(unsure.map(({ product }) => product.id));
  const there = await variantsOfItems(klaviyo, [...items]);
  return there && unsure.filter(({ sku, product }) => !there.get(product.id)?.has(sku));
}

/** A SKU belongs to the product whose item has it, where it still has it in the shop; else to the first in the shop. */
async function judgeForeign(
  foreign: readonly Wanted[],
  { klaviyo, productsOfSkus }: VariantsToJudge,
): Promise<Pick<JudgedVariants, 'moved' | 'refused'> | undefined> {
  const owners = await productsOfSkus(foreign.map(({ sku }) => sku));
  const moved: string[] = [];
  const refused: string[] = [];
  for (const { sku, product } of foreign) {
    const others = (owners.get(sku) ?? []).filter((id) => id !== product.id);
    const there = await variantsOfItems(klaviyo, others);
    if (!there) return undefined;
    const isOthers = others.some((id) => id < product.id || there.get(id)?.has(sku));
    (isOthers ? refused : moved).push(sku);
  }
  return { moved, refused };
}
