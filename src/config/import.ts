import { z } from 'zod';
import type { ImportType } from '../contract/names';
import { commerceConnections } from './commerce-settings';
import type { ConnectionType } from './connection';
import { type CourierImport, courierConnections } from './courier';
import type { CourierGroupImport } from './courier-group';
import {
  type CatalogDeletionImport,
  catalogDeletionConnections,
  catalogDeletionImport,
} from './import-catalog-deletion';
import { type CommerceCategoriesImport, commerceCategoriesImport } from './import-commerce-categories';
import { type CommerceCustomersImport, commerceCustomersImport } from './import-commerce-customers';
import { type CommerceOrdersImport, commerceOrdersImport } from './import-commerce-orders';
import { type CommerceProductsImport, commerceProductsImport } from './import-commerce-products';
import { type FilesToOdpImport, filesToOdpConnections, filesToOdpImport } from './import-files-to-odp';

/** Every kind of import that stands under `imports`; a new one is a file of its own and a line in each of the three places here. */
export const importSettings = z.discriminatedUnion('type', [
  filesToOdpImport,
  commerceCustomersImport,
  commerceOrdersImport,
  commerceCategoriesImport,
  commerceProductsImport,
  catalogDeletionImport,
]);

export type ImportConfig =
  | FilesToOdpImport
  | CommerceCustomersImport
  | CommerceOrdersImport
  | CommerceCategoriesImport
  | CommerceProductsImport
  | CatalogDeletionImport
  | CourierImport
  | CourierGroupImport;
/** The settings of an import of one type. */
export type ImportOf<Type extends ImportType> = Extract<ImportConfig, { readonly type: Type }>;

/** Which keys of an import's section name connections, and of which types these may be. */
export const connectionsOfImports: Record<ImportType, Readonly<Record<string, readonly ConnectionType[]>>> = {
  'files-to-odp': filesToOdpConnections,
  'commerce-customers': commerceConnections,
  'commerce-orders': commerceConnections,
  'commerce-categories': commerceConnections,
  'commerce-products': commerceConnections,
  'catalog-deletion': catalogDeletionConnections,
  courier: courierConnections,
  // Its couriers have theirs.
  'courier-group': {},
};

export function isImportType(type: unknown): type is ImportType {
  return typeof type === 'string' && Object.hasOwn(connectionsOfImports, type);
}
