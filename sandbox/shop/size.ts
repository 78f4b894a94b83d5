import { z } from 'zod';

const count = z.int().min(0).default(0);
const share = z.number().min(0).max(1);

/** How large a made-up shop is, and how much is wrong with it. Shares are from 0 to 1. */
export const shopSize = z.strictObject({
  /** The same seed and size make the same shop. */
  seed: z.int().default(1),
  customers: count,
  /** Of customers with an e-mail address that is none, a phone that is 'n/a', or 200 KB of custom fields. */
  badCustomers: share.default(0),
  orders: count,
  /** Of orders that name neither a customer nor an e-mail address. */
  anonymousOrders: share.default(0),
  /** Of orders whose payment was given back, in part or wholly. */
  refundedOrders: share.default(0.1),
  categories: count,
  /** The first so many categories lie one below the other. */
  categoryDepth: z.int().min(1).default(4),
  products: count,
  /** Variants beside the master variant. */
  fewestVariants: count,
  mostVariants: z.int().min(0).max(500).default(3),
  missingSkus: share.default(0),
  /** Of variants without an image. */
  missingImages: share.default(0.2),
  /** Of products that customers do not see. */
  unpublished: share.default(0.1),
});

export type ShopSize = z.input<typeof shopSize>;
export type ShopPlan = Readonly<z.output<typeof shopSize>>;
