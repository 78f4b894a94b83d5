import { LongshoreError } from '../contract/failure';

/** Causes that are more often a wrong setting than a host that is away; the run waits all the same. */
const remedies: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Check the address or the region of the connection, and that this machine can look names up.',
  ECONNREFUSED: 'Check baseUrl of the connection and its port; the run waits and tries again.',
  EPROTO: 'Check whether baseUrl should begin with http or with https.',
  CERT_HAS_EXPIRED: 'The host shows an expired certificate; the run waits and tries again.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Give the authority of the network to Node: NODE_EXTRA_CA_CERTS=<file>.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Give the authority of the network to Node: NODE_EXTRA_CA_CERTS=<file>.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'Give the authority of the network to Node: NODE_EXTRA_CA_CERTS=<file>.',
};

/**
 * What it means that no answer came: time-outs, resets, names that cannot be looked up. All of them are waited out.
 *
 * @param where the destination and its host, as `ODP at api.us1.odp.optimizely.com`
 */
export function unreachable(where: string, what: string, cause?: Error): LongshoreError {
  const code = networkCode(cause);
  const remedy = code === undefined ? undefined : remedies[code];
  return new LongshoreError('destination-unavailable', `${where} ${what}${code === undefined ? '' : ` (${code})`}.`, {
    cause,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** ECONNREFUSED, ENOTFOUND, a certificate's fault. */
function networkCode(cause: Error | undefined): string | undefined {
  if (cause === undefined) return undefined;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
