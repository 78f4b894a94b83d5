import {
  type CommercetoolsStandIn,
  type CommercetoolsStandInOptions,
  startCommercetoolsStandIn,
} from '../../../sandbox/commercetools-stand-in';
import { openShop, type Shop, type ShopSettings } from '../../../src/connectors/commercetools';

export interface ShopUnderTest {
  readonly standIn: CommercetoolsStandIn;
  readonly settings: ShopSettings;
  readonly shop: Shop;
}

/** A stand-in and a shop that reads from it with all that its client may. */
export async function startShop(options: CommercetoolsStandInOptions = {}): Promise<ShopUnderTest> {
  const standIn = await startCommercetoolsStandIn(options);
  const settings = settingsOf(standIn);
  return { standIn, settings, shop: openShop(settings) };
}

export function settingsOf({ url, projectKey, client }: CommercetoolsStandIn): ShopSettings {
  const { clientId, secret, scopes } = client;
  return { apiUrl: url, authUrl: url, projectKey, scope: scopes.join(' '), client: { clientId, secret } };
}
