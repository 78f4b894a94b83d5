import type { CommerceStack } from '../../sandbox/commerce-stack';
import { klaviyoKey } from '../../sandbox/commerce-stack';
import { type CatalogKind, catalogForm, catalogResource, openKlaviyo } from '../../src/connectors/klaviyo';
import { catalogId, ownCatalog } from '../../src/mappings/commerce/catalog-id';

export interface CatalogSize {
  readonly items?: number;
  readonly variantsEach?: number;
  readonly categories?: number;
}

/** Fills the catalog of the stand-in as any writer may: no import of this project knows of what is in it. */
export async function fillCatalog(
  { klaviyo }: Pick<CommerceStack, 'klaviyo'>,
  { items = 0, variantsEach = 0, categories = 0 }: CatalogSize,
): Promise<void> {
  klaviyo.setOptions({ rateFactor: null });
  const client = openKlaviyo({ apiKey: klaviyoKey, baseUrl: klaviyo.baseUrl });
  const create = async (kind: CatalogKind, count: number, entry: (number: number) => object): Promise<void> => {
    const form = catalogForm('create', kind);
    for (let first = 0; first < count; first += form.most) {
      const entries = Array.from({ length: Math.min(form.most, count - first) }, (_, index) =>
        JSON.stringify({ type: catalogResource(kind), ...entry(first + index) }),
      );
      const { outcome } = await client.submit(form, entries);
      if (outcome.kind !== 'accepted') throw new Error(`The stand-in did not take ${kind}: ${JSON.stringify(outcome)}`);
    }
    klaviyo.settle();
  };
  const words = { title: 'Foreign', description: 'Made by another', url: 'https://elsewhere.example/' };
  await create('categories', categories, (number) => ({
    attributes: { ...ownCatalog, external_id: `category-${number}`, name: `Category ${number}` },
  }));
  await create('items', items, (number) => ({
    attributes: { ...ownCatalog, external_id: `item/${number} é`, ...words },
  }));
  await create('variants', items * variantsEach, (number) => ({
    attributes: {
      ...ownCatalog,
      ...{ external_id: `sku ${number}`, sku: `sku ${number}`, inventory_quantity: 1, price: 1, ...words },
    },
    relationships: {
      item: { data: { type: 'catalog-item', id: catalogId(`item/${Math.floor(number / variantsEach)} é`) } },
    },
  }));
  client.close();
  klaviyo.setOptions({ rateFactor: 1 });
}
