import { plainAddress } from '../plain-address';
import type { OdpRegion, OdpSettings } from './settings';

const hosts: Readonly<Record<OdpRegion, string>> = {
  us: 'api.us1.odp.optimizely.com',
  eu: 'api.eu1.odp.optimizely.com',
  au: 'api.au1.odp.optimizely.com',
};

/** The US host of before the product's renaming; the vendor's libraries still use it. */
const legacyHost = 'api.zaius.com';

/**
 * Where ODP's REST v3 is for these settings, without a slash at its end: `baseUrl`, else the region, else what the key
 * tells. Throws `config-invalid` for a `baseUrl` that is no plain http or https address.
 */
export function odpBaseUrl(settings: OdpSettings): string {
  if (settings.baseUrl === undefined) return `https://${hosts[settings.region ?? regionOfKey(settings.apiKey)]}/v3`;
  const remedy = 'Write it as https://api.us1.odp.optimizely.com/v3, or leave it out and name the region.';
  return plainAddress(settings.baseUrl, 'ODP', remedy);
}

/** The region in which a key was issued: its public part, cut off at the last dot, ends in `-eu1` or `-au1`, else it is US. */
export function regionOfKey(apiKey: string): OdpRegion {
  const dot = apiKey.lastIndexOf('.');
  const publicPart = dot === -1 ? apiKey : apiKey.slice(0, dot);
  if (publicPart.endsWith('-eu1')) return 'eu';
  if (publicPart.endsWith('-au1')) return 'au';
  return 'us';
}

/** The region that a host serves; undefined for a host that is not ODP's own. */
export function regionOfHost(hostname: string): OdpRegion | undefined {
  if (hostname === legacyHost) return 'us';
  return (['us', 'eu', 'au'] as const).find((region) => hosts[region] === hostname);
}
