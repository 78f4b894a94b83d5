export type { OdpType } from '../connectors/odp';
export { compileOdpMapping, type Mapped, type OdpMapping } from './odp-object';
export type { OdpValue } from './odp-value';
