import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack';
import { type ShopAndKlaviyo, type ShopAndKlaviyoOptions, startShopAndKlaviyo } from './shop-and-klaviyo';

export { klaviyoKey } from './shop-and-klaviyo';

export interface CommerceStackOptions extends Omit<LocalStackOptions, 'sections' | 'env'>, ShopAndKlaviyoOptions {
  /** Imports, by name. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly steps?: Readonly<Record<string, string>>;
}

/** What a sync of a shop needs on this machine: Temporal, a shop, a Klaviyo account, and a longshore.yaml that joins them. */
export interface CommerceStack extends LocalStack, Pick<ShopAndKlaviyo, 'shop' | 'klaviyo'> {}

export async function startCommerceStack(options: CommerceStackOptions): Promise<CommerceStack> {
  const { imports, steps, shop, klaviyo, ...rest } = options;
  const sides = await startShopAndKlaviyo({ ...(shop && { shop }), ...(klaviyo && { klaviyo }) });
  const { env, connections } = sides;
  const sections = { connections, imports, ...(steps ? { steps } : {}) };
  const stack = await startLocalStack({ ...rest, env, sections });
  return {
    ...stack,
    shop: sides.shop,
    klaviyo: sides.klaviyo,
    stop: async () => {
      await stack.stop();
      await sides.stop();
    },
  };
}
