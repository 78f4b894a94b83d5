import type { ApiRequest, ByProjectKeyRequestBuilder } from '@commercetools/platform-sdk';

/** What can be read of a shop, page by page. */
export type ShopResource = 'customers' | 'orders' | 'categories' | 'products' | 'payments';

/** The scope that reads each of them; the project's key follows it behind a colon. Payments are read inside of orders. */
export const scopesOfResources: Readonly<Record<ShopResource, string>> = {
  customers: 'view_customers',
  orders: 'view_orders',
  categories: 'view_products',
  products: 'view_products',
  payments: 'view_payments',
};

export interface QueryArguments {
  readonly where: string[];
  readonly expand: string[];
  readonly limit: number;
  readonly sort: string;
  readonly withTotal: boolean;
}

/** The client's request for a page of a resource. */
export function queryOf(
  project: ByProjectKeyRequestBuilder,
  resource: ShopResource,
  queryArgs: QueryArguments,
): ApiRequest<unknown> {
  switch (resource) {
    case 'customers':
      return project.customers().get({ queryArgs: { ...queryArgs } });
    case 'orders':
      return project.orders().get({ queryArgs: { ...queryArgs } });
    case 'categories':
      return project.categories().get({ queryArgs: { ...queryArgs } });
    case 'products':
      return project.products().get({ queryArgs: { ...queryArgs } });
    case 'payments':
      return project.payments().get({ queryArgs: { ...queryArgs } });
  }
}
