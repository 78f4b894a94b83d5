import { LongshoreError } from '../contract/failure';

/**
 * The `baseUrl` of a connection without a slash at its end. Throws `config-invalid` for what is no plain http or https
 * address.
 *
 * @param system whose connection it is, as `ODP`
 * @param remedy how such an address is written there
 */
export function plainAddress(baseUrl: string, system: string, remedy: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new LongshoreError(
      'config-invalid',
      `The baseUrl of the ${system} connection is not an http or https address.`,
      {
        remedy,
      },
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    // Not repeated in the message: a password or a token may stand in it.
    throw new LongshoreError(
      'config-invalid',
      `The baseUrl of the ${system} connection holds more than a host and a path.`,
      { remedy: 'Leave out the user, the password, and what follows ? or #; the key belongs under apiKey.' },
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
