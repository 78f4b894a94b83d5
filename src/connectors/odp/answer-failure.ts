import { LongshoreError } from '../../contract/failure';
import { retryAfterMs } from '../retry-after';
import { regionOfHost, regionOfKey } from './base-url';
import type { OdpAnswer } from './connection';

/** What a request was about, for the words of its failure. */
export interface Asked {
  readonly host: string;
  readonly hostname: string;
  readonly apiKey: string;
  readonly objectName?: string | undefined;
}

/**
 * The failure that an answer's status means. Its text is never used: it may hold a record's values, and its `title` does
 * not always agree with the status.
 */
export function answerFailure(answer: OdpAnswer, asked: Asked): LongshoreError {
  const { status } = answer;
  const { host, objectName } = asked;
  if (status === 401 || status === 403) return refusedKey(status, asked);
  if (status === 404) {
    return objectName === undefined
      ? new LongshoreError('destination-not-found', `There is no ODP at ${host}: it answers 404.`, {
          remedy: 'Check baseUrl of the connection; it ends in /v3.',
        })
      : new LongshoreError('destination-not-found', `ODP at ${host} does not know the object ${objectName} (404).`);
  }
  const wait = retryAfterMs(answer.retryAfter, Date.now());
  const options = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) return new LongshoreError('throttled', `ODP at ${host} asks to be called less often.`, options);
  if (status === 408 || status >= 500) {
    return new LongshoreError('destination-unavailable', `ODP at ${host} answers ${status}.`, options);
  }
  if (status >= 400) {
    return new LongshoreError('destination-refused', `ODP at ${host} refused the request (${status}).`);
  }
  // 2xx and 3xx that ODP does not document come from something that stands in its place: a proxy, a sign-in page.
  return new LongshoreError('destination-refused', `${host} answers ${status}, which ODP never does.`, {
    remedy: 'Check baseUrl of the connection, and what stands between this machine and ODP.',
  });
}

const namesOfRegions = { us: 'US', eu: 'EU', au: 'APAC' } as const;

function refusedKey(status: number, { host, hostname, apiKey }: Asked): LongshoreError {
  const [keyRegion, hostRegion] = [regionOfKey(apiKey), regionOfHost(hostname)];
  if (hostRegion === undefined || hostRegion === keyRegion) {
    return new LongshoreError('destination-auth', `ODP at ${host} refused the API key (${status}).`);
  }
  return new LongshoreError(
    'destination-auth',
    `ODP at ${host} refused the API key (${status}): the key is of the ${namesOfRegions[keyRegion]} region, the host of the ${namesOfRegions[hostRegion]} region.`,
    { remedy: `Set \`region: ${keyRegion}\` in the connection, or leave region out, or use a key of that account.` },
  );
}
