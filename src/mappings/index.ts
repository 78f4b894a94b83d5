export type { OdpType } from '../connectors/odp';
export { type CustomMapping, compileCustomMapping, type MappingContext } from './custom-mapping';
export type { Mapped, MappedOrSkipped } from './mapped';
export { compileOdpMapping, type OdpMapping } from './odp-object';
export type { OdpValue } from './odp-value';
