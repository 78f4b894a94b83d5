export { connectControl, type OdpControl } from './control-client';
export type { Fault, FaultAction } from './fault';
export type { FieldSchema, ObjectSchema } from './object-schema';
export type { RecordWrite } from './object-state';
export type { OdpSettings, OdpSettingsChange, OdpStandInOptions } from './options';
export type { OdpStandInStats, RequestEntry } from './request-journal';
export { type OdpStandIn, startOdpStandIn } from './stand-in';
export { digestState, type StateDigest } from './state-digest';
