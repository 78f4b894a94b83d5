import { z } from 'zod';

/**
 * A resource as the service sends it. By its id the reading goes on; the rest is for the mappings to judge, so that a
 * record with a fault costs itself and not its page.
 */
export const shopRecord = z.looseObject({ id: z.string().min(1) });

export type ShopRecord = Readonly<z.output<typeof shopRecord>>;

/** A page of a query: `results` are looked at by their own schema. */
export const queryAnswer = z.looseObject({ results: z.array(shopRecord) });

/** Custom objects, of which only the keys are read. */
export const customObjects = z.looseObject({ results: z.array(z.looseObject({ key: z.string() })) });

/** What a tree of categories is built from. */
export interface ShopCategory extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly name: unknown;
  readonly parent?: unknown;
}

/** Of a product: the ids of its categories, as customers see it. */
export const productCategories = z.looseObject({
  masterData: z.looseObject({
    current: z.looseObject({ categories: z.array(z.looseObject({ id: z.string() })) }),
  }),
});

const variant = z.looseObject({ sku: z.unknown() });

/** Of a product: the SKUs of its variants, as customers see it. */
export const productSkus = z.looseObject({
  masterData: z.looseObject({
    current: z.looseObject({ masterVariant: variant, variants: z.array(variant).default([]) }),
  }),
});
