export { odpBaseUrl, regionOfKey } from './base-url';
export { type OdpCheck, OdpClient, openOdp, type SendOptions } from './odp-client';
export type { OdpField, OdpType } from './odp-field';
export type { OdpProblem, SendOutcome } from './send-outcome';
export type { OdpRegion, OdpSettings } from './settings';
