export { type CategoryCreate, type CategoryUpdate, categoryForCreate, categoryForUpdate } from './catalog-category';
export { catalogId, externalIdOf } from './catalog-id';
export { type CatalogItem, type ItemCreate, type ItemUpdate, itemForCreate, itemForUpdate } from './catalog-item';
export {
  type CatalogVariant,
  type VariantCreate,
  type VariantUpdate,
  variantForCreate,
  variantForUpdate,
} from './catalog-variant';
export { buildCategoryTree, type CategoryTree, type PlacedCategory, type RejectedCategory } from './category-tree';
export type { CommerceWarning } from './commerce-warning';
export {
  type CustomerMapping,
  compileCustomerMapping,
  type MappedCustomer,
  type ProfileAttributes,
  type ProfileEntry,
} from './customer-profile';
export type { EventAttributes } from './event-attributes';
export type { OrderCatalog } from './order-categories';
export {
  compileOrderMapping,
  type EventProfile,
  type MappedOrder,
  type OrderEvent,
  type OrderEventKind,
  type OrderMapping,
  type RejectedEvent,
} from './order-events';
export { compileProductMapping, type MappedProduct, type ProductMapping } from './product-entries';
export type { ZeroPriceReason } from './public-price';
export type { RejectedVariant } from './read-variants';
export type { PropertySelection } from './select-properties';
