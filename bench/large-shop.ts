/** The shop that is measured: 100,000 customers and 50,000 orders, which become some 220,000 events. */
export const largeShop = { customers: 100_000, orders: 50_000, products: 2_000, categories: 100 } as const;
