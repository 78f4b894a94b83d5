export type { Fault } from '../odp-stand-in/fault';
export type { SourceRecord } from './collection';
export { type CommercetoolsControl, connectCommercetoolsControl } from './control-client';
export type { ResourceName } from './fields';
export { type ApiClient, type CommercetoolsStandInOptions, importScopes } from './options';
export { type CommercetoolsStandIn, startCommercetoolsStandIn } from './stand-in';
