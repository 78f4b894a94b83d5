import { z } from 'zod';
import { localizedText, requiredText } from './localized-text';
import { money } from './money';
import { custom, image, instant } from './read-source-record';

const lineItem = z.looseObject({
  id: z.string().min(1),
  productId: z.string(),
  name: requiredText,
  productSlug: localizedText.optional(),
  variant: z.looseObject({ sku: z.string().optional(), images: z.array(image).optional() }),
  quantity: z.number(),
  price: z.looseObject({ value: money, discounted: z.looseObject({ value: money }).optional() }),
  totalPrice: money,
});

const payment = z.looseObject({
  lastModifiedAt: instant,
  transactions: z.array(
    z.looseObject({
      id: z.string().min(1),
      type: z.string(),
      state: z.string(),
      timestamp: instant.optional(),
      amount: money,
    }),
  ),
});

/** What is read of an order of commercetools; it has more. `obj` is there where `paymentInfo.payments[*]` is expanded. */
export const orderRecord = z.looseObject({
  id: z.string().min(1),
  createdAt: instant,
  orderState: z.string(),
  customerId: z.string().min(1).optional(),
  customerEmail: z.string().optional(),
  totalPrice: money,
  lineItems: z.array(lineItem),
  customLineItems: z.array(z.looseObject({ name: requiredText })).default([]),
  paymentInfo: z.looseObject({ payments: z.array(z.looseObject({ obj: payment.optional() })) }).optional(),
  custom: custom.optional(),
});

export type LineItem = Readonly<z.output<typeof lineItem>>;
export type OrderRecord = Readonly<z.output<typeof orderRecord>>;
