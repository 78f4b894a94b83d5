import type { CatalogAction, CatalogKind } from '../../connectors/klaviyo';
import type { CatalogChunk, CatalogStage } from '../../contract/commerce';
import type { FailureCode } from '../../contract/failure-codes';
import { catalogId } from '../../mappings/commerce';
import type { ChunkContent, ChunkProduct } from '../../storage';
import type { Errored } from './lane-batch';

/** The stages of a chunk, in their order. */
export const stagesOf: Readonly<Record<CatalogChunk['work'], readonly CatalogStage[]>> = {
  import: ['items', 'staleVariants', 'variants'],
  unpublish: ['items', 'variants'],
  delete: ['staleVariants', 'staleItems'],
};

export function kindOf(stage: CatalogStage): CatalogKind {
  return stage === 'items' || stage === 'staleItems' ? 'items' : 'variants';
}

/** An entry that is not delivered, and why. */
export interface RefusedId {
  /** The product's or the variant's SKU. */
  readonly id: string;
  readonly code: FailureCode;
  readonly message: string;
  /** What was sent of it, where the destination repeats it. */
  readonly record?: unknown;
}

/** The entries of a chunk, by their ids: items by their products, variants by their SKUs. */
export class ChunkEntries {
  readonly content: ChunkContent;
  readonly #products: ReadonlyMap<string, ChunkProduct>;
  readonly #owners: ReadonlyMap<string, ChunkProduct>;

  constructor(content: ChunkContent) {
    this.content = content;
    this.#products = new Map(content.products.map((product) => [product.id, product]));
    const had = content.products.flatMap((product) => product.had.map((sku) => [sku, product] as const));
    const wanted = content.products.flatMap((product) => product.variants.map(({ sku }) => [sku, product] as const));
    this.#owners = new Map([...had, ...wanted]);
  }

  product(id: string): ChunkProduct | undefined {
    return this.#products.get(id);
  }

  /** The JSON text of an entry as it goes out. */
  text(stage: CatalogStage, action: CatalogAction, id: string): string {
    const kind = kindOf(stage);
    if (action === 'delete') {
      return JSON.stringify({ type: kind === 'items' ? 'catalog-item' : 'catalog-variant', id: catalogId(id) });
    }
    const entry =
      kind === 'items' ? this.#products.get(id)?.item : this.#owners.get(id)?.variants.find(({ sku }) => sku === id);
    const text = entry?.[action];
    if (text === undefined) throw new Error(`A chunk has no text to ${action} one of its ${stage}`);
    return text;
  }

  /** The rejects of entries of a stage. An item takes its variants along where these were still to come. */
  errored(
    stage: CatalogStage,
    { id, code, message, record }: RefusedId,
    work: CatalogChunk['work'],
  ): readonly Errored[] {
    const base = { stage: 'destination', code } as const;
    if (kindOf(stage) === 'variants') {
      const product = this.#owners.get(id);
      const place = product === undefined ? { id, index: 0 } : { id: product.id, index: placeIn(product, id) };
      return [{ ...base, ...place, message, record: record ?? { product: product?.id, sku: id } }];
    }
    const item: Errored = { ...base, id, index: 0, message, record: record ?? { product: id } };
    const variants = work === 'import' ? (this.#products.get(id)?.variants ?? []) : [];
    return [
      item,
      ...variants.map(({ sku, number }): Errored => {
        const why = `Its item was not delivered: ${message}`;
        return { ...base, id, index: number, message: why, record: { product: id, sku } };
      }),
    ];
  }
}

/** Behind all numbers of variants: those that are gone have none any more. */
const firstOfGone = 2_000_000;

/** Where a variant stands among the rejects of its product. */
function placeIn({ variants, had }: ChunkProduct, id: string): number {
  return variants.find(({ sku }) => sku === id)?.number ?? firstOfGone + had.indexOf(id);
}
