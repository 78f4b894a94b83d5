import { checkShop } from './check-shop';
import { hasIdIn, hasSkuIn, idLists } from './predicates';
import { openProject } from './project';
import { readPage } from './read-page';
import type { ShopSettings } from './settings';
import type { ListedRequest, PageRequest, Shop, ShopPage } from './shop';
import { productCategories, productSkus, type ShopRecord } from './shop-record';

/**
 * Opens a project; nothing is sent before the first call.
 *
 *     const shop = openShop({ apiUrl, authUrl, projectKey, scope, client });
 *     const { records, complete } = await shop.readPage({ resource: 'customers', after: lastId });
 */
export function openShop(settings: ShopSettings): Shop {
  const project = openProject(settings);
  const read = (request: PageRequest): Promise<ShopPage> => readPage(project, request);
  return {
    description: `project ${project.projectKey} at ${project.host}`,
    readPage: read,
    readByIds: (request) => readByIds(read, request),
    async *readCategories(signal) {
      let page: ShopPage | undefined;
      while (page?.complete !== true) {
        const after = page?.records.at(-1)?.id;
        page = await read({ resource: 'categories', ...(after && { after }), ...(signal && { signal }) });
        yield page.records.map(({ id, name, parent }) => ({ id, name, ...(parent === undefined ? {} : { parent }) }));
      }
    },
    async categoriesOfProducts(ids, signal) {
      const categories = new Map<string, readonly string[]>();
      for await (const { records } of readByIds(read, { resource: 'products', ids, ...(signal && { signal }) })) {
        for (const record of records) categories.set(record.id, categoriesIn(record));
      }
      return categories;
    },
    async productsOfSkus(skus, signal) {
      const products = new Map<string, readonly string[]>();
      // For the master variant, and for the others.
      for (const list of idLists(skus, 2)) {
        const where = [hasSkuIn(list.ids)];
        const { records } = await read({ resource: 'products', where, ...(signal && { signal }) });
        const sought = new Set(list.ids);
        for (const record of records) {
          for (const sku of skusIn(record)) {
            if (sought.has(sku)) products.set(sku, [...(products.get(sku) ?? []), record.id]);
          }
        }
      }
      return products;
    },
    check: (signal) => checkShop(project, signal),
  };
}

async function* readByIds(
  read: (request: PageRequest) => Promise<ShopPage>,
  { ids, ...request }: ListedRequest,
): AsyncGenerator<ShopPage, void> {
  // A list has fewer ids than a page has records, so that one page has all of them.
  for (const list of idLists(ids)) {
    yield { ...(await read({ ...request, where: [hasIdIn(list.ids)] })), complete: list.isLast };
  }
}

/** None where the product is not of the form that is documented: whoever maps it says so. */
function categoriesIn(record: ShopRecord): readonly string[] {
  const product = productCategories.safeParse(record);
  return product.success ? product.data.masterData.current.categories.map(({ id }) => id) : [];
}

function skusIn(record: ShopRecord): ReadonlySet<string> {
  const product = productSkus.safeParse(record);
  if (!product.success) return new Set();
  const { masterVariant, variants } = product.data.masterData.current;
  return new Set([masterVariant, ...variants].flatMap(({ sku }) => (typeof sku === 'string' ? [sku] : [])));
}
