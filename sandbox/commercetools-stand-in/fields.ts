/** The fields that predicates and `sort` may name. `any` has whatever fields one likes. */
export type Field = 'text' | 'number' | 'boolean' | 'time' | 'any' | Fields;
export interface Fields {
  readonly [name: string]: Field;
}

export const resourceNames = ['customers', 'orders', 'categories', 'products', 'payments'] as const;
export type ResourceName = (typeof resourceNames)[number];

const reference: Fields = { id: 'text', typeId: 'text' };
const base: Fields = { id: 'text', version: 'number', createdAt: 'time', lastModifiedAt: 'time', key: 'text' };
const custom: Fields = { type: reference, fields: 'any' };
const money: Fields = { centAmount: 'number', currencyCode: 'text' };
const address: Fields = {
  id: 'text',
  country: 'text',
  city: 'text',
  postalCode: 'text',
  phone: 'text',
  mobile: 'text',
};
const productData: Fields = {
  name: 'any',
  slug: 'any',
  categories: reference,
  masterVariant: { id: 'number', sku: 'text', key: 'text' },
  variants: { id: 'number', sku: 'text', key: 'text' },
};

export const fieldsOf: Readonly<Record<ResourceName, Fields>> = {
  customers: {
    ...base,
    customerNumber: 'text',
    email: 'text',
    lowercaseEmail: 'text',
    firstName: 'text',
    lastName: 'text',
    companyName: 'text',
    isEmailVerified: 'boolean',
    customerGroup: reference,
    addresses: address,
    custom,
  },
  orders: {
    ...base,
    orderNumber: 'text',
    customerId: 'text',
    customerEmail: 'text',
    orderState: 'text',
    paymentState: 'text',
    shipmentState: 'text',
    totalPrice: money,
    lineItems: { id: 'text', productId: 'text', quantity: 'number', variant: { id: 'number', sku: 'text' } },
    paymentInfo: { payments: reference },
    custom,
  },
  categories: { ...base, name: 'any', slug: 'any', parent: reference, ancestors: reference, orderHint: 'text', custom },
  products: {
    ...base,
    productType: reference,
    masterData: { published: 'boolean', hasStagedChanges: 'boolean', current: productData, staged: productData },
  },
  payments: {
    ...base,
    customer: reference,
    interfaceId: 'text',
    amountPlanned: money,
    transactions: { id: 'text', type: 'text', state: 'text', timestamp: 'time', amount: money },
  },
};

/** The scopes of which one reads a resource; the project's key follows each behind a colon. */
export const scopesOf: Readonly<Record<ResourceName | 'custom-objects', readonly string[]>> = {
  customers: ['view_customers', 'manage_customers', 'manage_project'],
  orders: ['view_orders', 'manage_orders', 'manage_project'],
  categories: ['view_categories', 'view_products', 'manage_products', 'manage_project'],
  products: ['view_products', 'manage_products', 'manage_project'],
  payments: ['view_payments', 'manage_payments', 'manage_project'],
  'custom-objects': ['view_key_value_documents', 'manage_key_value_documents', 'manage_project'],
};
