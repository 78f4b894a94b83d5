import {
  type CommercetoolsStandIn,
  type CommercetoolsStandInOptions,
  startCommercetoolsStandIn,
} from './commercetools-stand-in';
import { type KlaviyoStandIn, type KlaviyoStandInOptions, startKlaviyoStandIn } from './klaviyo-stand-in';

export interface ShopAndKlaviyoOptions {
  readonly shop?: CommercetoolsStandInOptions;
  readonly klaviyo?: Omit<KlaviyoStandInOptions, 'apiKeys'>;
}

/** A shop and a Klaviyo account on this machine, and how longshore.yaml names them. */
export interface ShopAndKlaviyo {
  readonly shop: CommercetoolsStandIn;
  readonly klaviyo: KlaviyoStandIn;
  /** The variables that the connections name. */
  readonly env: NodeJS.ProcessEnv;
  readonly connections: Readonly<Record<'shop' | 'klaviyo', Readonly<Record<string, unknown>>>>;
  stop(): Promise<void>;
}

/** Found by the tests that look for secrets where none may be. */
export const klaviyoKey = 'pk_canary-klaviyo-key-77aa';

export async function startShopAndKlaviyo(options: ShopAndKlaviyoOptions): Promise<ShopAndKlaviyo> {
  const [shop, klaviyo] = await Promise.all([
    startCommercetoolsStandIn(options.shop),
    startKlaviyoStandIn({ ...options.klaviyo, apiKeys: [{ key: klaviyoKey }] }),
  ]);
  const { clientId, secret, scopes } = shop.client;
  return {
    shop,
    klaviyo,
    env: {
      CT_API_URL: shop.url,
      CT_AUTH_URL: shop.url,
      CT_PROJECT_ID: shop.projectKey,
      CT_SCOPE: scopes.join(' '),
      CT_API_CLIENT: JSON.stringify({ clientId, secret }),
      KLAVIYO_AUTH_KEY: klaviyoKey,
    },
    connections: {
      shop: {
        type: 'commercetools',
        apiUrl: '${CT_API_URL}',
        authUrl: '${CT_AUTH_URL}',
        projectKey: '${CT_PROJECT_ID}',
        scope: '${CT_SCOPE}',
        client: '${CT_API_CLIENT}',
      },
      klaviyo: { type: 'klaviyo', apiKey: '${KLAVIYO_AUTH_KEY}', baseUrl: klaviyo.baseUrl },
    },
    stop: async () => {
      await Promise.all([shop.stop(), klaviyo.stop()]);
    },
  };
}
