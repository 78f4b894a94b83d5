import type { KlaviyoConnection } from '../config';
import { openKlaviyo } from '../connectors/klaviyo';
import { type Finding, ok, warning } from './check-finding';

/** Tries the key of a connection with reads. Throws a LongshoreError for a key that is refused, and where nobody answers. */
export async function checkKlaviyo(connection: KlaviyoConnection): Promise<Finding> {
  const klaviyo = openKlaviyo(connection);
  try {
    const missing = await klaviyo.missingReadScopes({ timeoutMs: 30_000 });
    if (missing.length > 0) {
      return warning(
        `${klaviyo.baseUrl} takes the key, but does not let it read: ${missing.join(', ')}`,
        'Give the key these scopes in Klaviyo under Settings, API keys; a new key is needed for new scopes.',
      );
    }
    return ok(`${klaviyo.baseUrl} takes the key; whether it may write, the first run shows`);
  } finally {
    klaviyo.close();
  }
}
