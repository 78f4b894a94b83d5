export { type CategoryCreate, type CategoryUpdate, categoryForCreate, categoryForUpdate } from './catalog-category';
export { catalogId } from './catalog-id';
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
export { klaviyoLimits } from './klaviyo-limits';
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
export type { PropertySelection } from './select-properties';
