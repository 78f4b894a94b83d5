import { type CommercetoolsStandIn, startCommercetoolsStandIn } from '../../sandbox/commercetools-stand-in';
import { type KlaviyoStandIn, startKlaviyoStandIn } from '../../sandbox/klaviyo-stand-in';
import { makeShop, type ShopSize } from '../../sandbox/shop';
import { catalogForm, openKlaviyo } from '../../src/connectors/klaviyo';
import { buildCategoryTree, categoryForCreate, type ProductMapping } from '../../src/mappings/commerce';
import { seededRandom } from './seeded-random';

/** A made-up shop with made-up settings, and the catalog that it goes to. */
export interface RandomCatalog {
  readonly seed: number;
  readonly shop: CommercetoolsStandIn;
  readonly klaviyo: KlaviyoStandIn;
  readonly mapping: ProductMapping;
  /** Sections of longshore.yaml, by the name that stands for it. */
  readonly connections: Readonly<Record<string, unknown>>;
  readonly import: Readonly<Record<string, unknown>>;
  /** Changes about half of the products: some come, some go, and no two get a variant with one SKU. */
  change(): void;
  stop(): Promise<void>;
}

type Product = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly masterData: { readonly published: boolean; readonly current: Current };
};
interface Current {
  readonly masterVariant: Readonly<Record<string, unknown>>;
  readonly variants: readonly Readonly<Record<string, unknown>>[];
}

const apiKey = 'pk_random';

/** The same seed makes the same catalog. @param name of its import, and of its connections with `shop-` and `klaviyo-` */
export async function randomCatalog(seed: number, name: string): Promise<RandomCatalog> {
  const random = seededRandom(seed);
  const one = <Item>(...items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(random() * items.length)] ?? items[0];
  const isLarge = random() < 0.1;
  const size: ShopSize = {
    seed,
    categories: one(0, 5, 40),
    categoryDepth: one(1, 4, 20),
    products: isLarge ? 4 : one(0, 1, 12, 40),
    fewestVariants: isLarge ? 249 : 0,
    mostVariants: isLarge ? 249 : one(0, 3, 12),
    missingSkus: one(0, 0.1, 0.5),
    missingImages: one(0, 0.5, 0.9),
    unpublished: one(0, 0.2),
  };
  const preferredLocale = one(undefined, 'en', 'de-DE', 'de-AT', 'fr');
  const preferredCurrency = one(undefined, 'EUR', 'USD', 'CHF');
  const inventoryChannel = one(undefined, 'channel-1', 'channel-2');
  const productUrlTemplate = one(
    undefined,
    'https://shop.example/{{locale}}/{{productSlug}}?id={{productId}}&sku={{sku}}',
  );
  const mapping: ProductMapping = {
    ...(preferredLocale === undefined ? {} : { preferredLocale }),
    ...(preferredCurrency === undefined ? {} : { preferredCurrency }),
    ...(inventoryChannel === undefined ? {} : { inventoryChannel }),
    ...(productUrlTemplate === undefined ? {} : { productUrlTemplate }),
    customerGroupPrices: one<ProductMapping['customerGroupPrices']>('exclude', 'include'),
    channelPrices: one<ProductMapping['channelPrices']>('include', 'exclude', { channel: 'channel-1' }),
    images: one<ProductMapping['images']>('all', 'first'),
    useDiscountedPrice: one(false, true),
    requireImage: one(true, false),
  };
  const shop = await startCommercetoolsStandIn({ shop: size });
  const klaviyo = await startKlaviyoStandIn({ apiKeys: [{ key: apiKey }] });
  await giveCategories(shop, klaviyo, mapping.preferredLocale);
  const { clientId, secret, scopes } = shop.client;
  return {
    seed,
    shop,
    klaviyo,
    mapping,
    connections: {
      [`shop-${name}`]: {
        type: 'commercetools',
        apiUrl: shop.url,
        authUrl: shop.url,
        projectKey: shop.projectKey,
        scope: scopes.join(' '),
        client: JSON.stringify({ clientId, secret }),
      },
      [`klaviyo-${name}`]: { type: 'klaviyo', apiKey, baseUrl: klaviyo.baseUrl },
    },
    import: {
      type: 'commerce-products',
      source: `shop-${name}`,
      destination: `klaviyo-${name}`,
      maxRejects: 100_000,
      maxRejectRate: 1,
      lanes: one(1, 2, 4),
      ...mapping,
    },
    change: () => changeProducts(shop, size, random),
    stop: async () => {
      await Promise.all([shop.stop(), klaviyo.stop()]);
    },
  };
}

/** As an import of the categories would have done. */
async function giveCategories(
  shop: CommercetoolsStandIn,
  { baseUrl, settle }: KlaviyoStandIn,
  preferredLocale: string | undefined,
): Promise<void> {
  const { placed } = buildCategoryTree(shop.records('categories'), preferredLocale);
  const texts = [...placed.values()].map((category) => JSON.stringify(categoryForCreate(category)));
  if (texts.length === 0) return;
  const client = openKlaviyo({ apiKey, baseUrl });
  await client.submit(catalogForm('create', 'categories'), texts);
  client.close();
  settle();
}

function changeProducts(shop: CommercetoolsStandIn, size: ShopSize, random: () => number): void {
  const products = [...shop.records('products')] as Product[];
  for (const product of products) {
    const { masterData } = product;
    const { current } = masterData;
    const put = (change: Readonly<Record<string, unknown>>, published = masterData.published): void =>
      shop.put('products', {
        ...product,
        masterData: { ...masterData, published, current: { ...current, ...change } },
      });
    const dice = Math.floor(random() * 16);
    if (dice === 0) shop.remove('products', product.id);
    else if (dice === 1) put({}, !masterData.published);
    else if (dice === 2) put({ variants: current.variants.slice(Math.ceil(current.variants.length / 2)) });
    else if (dice === 3) {
      const more = { ...current.masterVariant, id: 1_000, sku: `MORE-${product.id.slice(0, 8)}` };
      put({ variants: [...current.variants, more] });
    } else if (dice === 4) put({ name: { en: 'Another name', fr: 'Un autre nom' }, description: undefined });
    else if (dice === 5) put({ masterVariant: { ...current.masterVariant, prices: [], images: [] } });
    else if (dice === 6) put({ categories: [] });
    else if (dice === 7) {
      put({ variants: current.variants.map(({ sku: _, ...variant }) => variant) });
    }
  }
  const more = [...makeShop({ ...size, products: (size.products ?? 0) + 3 }).products()].slice(size.products);
  for (const product of more) shop.put('products', product);
}
