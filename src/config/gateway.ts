import { z } from 'zod';
import type { ImportType } from '../contract/names';
import { text } from './settings';

/** What a path of the gateway's /sync means: the type that its import has to be of. */
export const syncTypes = {
  customers: 'commerce-customers',
  orders: 'commerce-orders',
  categories: 'commerce-categories',
  products: 'commerce-products',
  deleteCategories: 'catalog-deletion',
  deleteProducts: 'catalog-deletion',
} as const satisfies Record<string, ImportType>;
export type SyncMeaning = keyof typeof syncTypes;

const named = (type: ImportType) =>
  text().optional().describe(`Name of an import of type ${type}; left out, the one that there is.`);

/** How the HTTP gateway, `longshore serve`, understands its callers. */
export const gatewaySection = z
  .strictObject({
    sync: z
      .strictObject({
        customers: named(syncTypes.customers),
        orders: named(syncTypes.orders),
        categories: named(syncTypes.categories),
        products: named(syncTypes.products),
        deleteCategories: named(syncTypes.deleteCategories),
        deleteProducts: named(syncTypes.deleteProducts),
      })
      .default({})
      .describe('Which imports /sync/customers, /sync/orders … start.'),
  })
  .prefault({});

export type GatewayConfig = z.output<typeof gatewaySection>;
