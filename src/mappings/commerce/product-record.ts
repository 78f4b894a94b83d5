import { z } from 'zod';
import { localizedText, requiredText } from './localized-text';
import { money } from './money';
import { image, instant } from './read-source-record';

const price = z.looseObject({
  value: money,
  country: z.string().optional(),
  customerGroup: z.looseObject({ id: z.string() }).optional(),
  channel: z.looseObject({ id: z.string() }).optional(),
  validFrom: instant.optional(),
  validUntil: instant.optional(),
  discounted: z.looseObject({ value: money }).optional(),
});

const stock = { availableQuantity: z.number().optional() };

/** What is read of a variant; one that cannot be read is rejected alone. */
export const variantRecord = z.looseObject({
  id: z.int(),
  sku: z.string().optional(),
  prices: z.array(price).optional(),
  images: z.array(image).default([]),
  availability: z
    .looseObject({ ...stock, channels: z.record(z.string(), z.looseObject(stock)).default({}) })
    .optional(),
});

/** What is read of a product of commercetools before it is known that it is published. */
export const productRecord = z.looseObject({
  id: z.string().min(1),
  masterData: z.looseObject({ published: z.boolean(), current: z.unknown() }),
});

/** What is read of the published side of a product, `masterData.current`. */
export const productData = z.looseObject({
  name: requiredText,
  slug: requiredText,
  description: localizedText.optional(),
  categories: z.array(z.looseObject({ id: z.string() })).default([]),
  masterVariant: variantRecord,
  variants: z.array(z.unknown()).default([]),
});

/** `validFrom` and `validUntil` in epoch ms. */
export type Price = Readonly<z.output<typeof price>>;
export type VariantRecord = Readonly<z.output<typeof variantRecord>>;
export type ProductData = Readonly<z.output<typeof productData>>;
