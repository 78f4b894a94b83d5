import {
  type CommercetoolsStandIn,
  type CommercetoolsStandInOptions,
  startCommercetoolsStandIn,
} from './commercetools-stand-in';
import { type KlaviyoStandIn, type KlaviyoStandInOptions, startKlaviyoStandIn } from './klaviyo-stand-in';
import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack';

export interface CommerceStackOptions extends Omit<LocalStackOptions, 'sections' | 'env'> {
  readonly shop?: CommercetoolsStandInOptions;
  readonly klaviyo?: Omit<KlaviyoStandInOptions, 'apiKeys'>;
  /** Imports, by name. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly steps?: Readonly<Record<string, string>>;
}

/** What a sync of a shop needs on this machine: Temporal, a shop, a Klaviyo account, and a longshore.yaml that joins them. */
export interface CommerceStack extends LocalStack {
  readonly shop: CommercetoolsStandIn;
  readonly klaviyo: KlaviyoStandIn;
}

/** Found by the tests that look for secrets where none may be. */
export const klaviyoKey = 'pk_canary-klaviyo-key-77aa';

export async function startCommerceStack(options: CommerceStackOptions): Promise<CommerceStack> {
  const { imports, steps, shop: shopOptions, klaviyo: klaviyoOptions, ...rest } = options;
  const [shop, klaviyo] = await Promise.all([
    startCommercetoolsStandIn(shopOptions),
    startKlaviyoStandIn({ ...klaviyoOptions, apiKeys: [{ key: klaviyoKey }] }),
  ]);
  const { clientId, secret, scopes } = shop.client;
  const stack = await startLocalStack({
    ...rest,
    env: {
      CT_API_URL: shop.url,
      CT_AUTH_URL: shop.url,
      CT_PROJECT_ID: shop.projectKey,
      CT_SCOPE: scopes.join(' '),
      CT_API_CLIENT: JSON.stringify({ clientId, secret }),
      KLAVIYO_AUTH_KEY: klaviyoKey,
    },
    sections: {
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
      imports,
      ...(steps ? { steps } : {}),
    },
  });
  return {
    ...stack,
    shop,
    klaviyo,
    stop: async () => {
      await stack.stop();
      await Promise.all([shop.stop(), klaviyo.stop()]);
    },
  };
}
