import type { CommercetoolsConnection } from '../config';
import { openShop } from '../connectors/commercetools';
import { type Finding, ok, warning } from './check-finding';

/**
 * Reads one record of each kind from a project of commercetools, and looks whether the replaced plug-in holds a lock.
 * Throws a LongshoreError where the client or the project is refused, and where nobody answers.
 */
export async function checkShop(connection: CommercetoolsConnection): Promise<Finding> {
  const shop = openShop(connection);
  const { missingScopes, locks = [] } = await shop.check();
  const found: { readonly message: string; readonly remedy: string }[] = [];
  if (missingScopes.length > 0) {
    found.push({
      message: `${shop.description} takes the client, but does not let it read: ${missingScopes.join(', ')}`,
      remedy: 'Create an API client with these scopes (none can be added to one), and name them under scope too.',
    });
  }
  if (locks.length > 0) {
    found.push({
      message: `the plug-in that brought ${shop.description} to Klaviyo before holds ${locks.join(', ')}`,
      remedy:
        'Let it end, or stop it, before an import runs here; the lock of one that died stays until it is deleted.',
    });
  }
  const told = (key: 'message' | 'remedy', between: string) => found.map((one) => one[key]).join(between);
  if (found.length > 0) return warning(told('message', '; '), told('remedy', ' '));
  return ok(`${shop.description} lets customers, orders, payments, categories and products be read`);
}
