export type { CommerceWarning } from './commerce-warning';
export {
  type CustomerMapping,
  compileCustomerMapping,
  type MappedCustomer,
  type ProfileAttributes,
  type ProfileEntry,
} from './customer-profile';
export { klaviyoLimits } from './klaviyo-limits';
export type { PropertySelection } from './select-properties';
