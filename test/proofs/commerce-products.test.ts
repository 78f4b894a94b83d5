import { type CommerceStack, klaviyoKey, startCommerceStack } from '../../sandbox/commerce-stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { catalogForm, openKlaviyo } from '../../src/connectors/klaviyo';
import type { RunProgress } from '../../src/contract/run';
import type { RunOptions } from '../../src/contract/run-options';
import { catalogId } from '../../src/mappings/commerce';
import { type Reject, readPreviewParts, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import {
  type ComparedCatalog,
  differences,
  emptyCatalog,
  expectedCatalog,
  plainMapping,
  storedCatalog,
} from './catalog-oracle';
import { startRun } from './commerce-run';
import { journalOf, provingAll, resultOf, until } from './run-import';

const products = 240;
const locale = 'en';
const mapping = {
  ...plainMapping,
  preferredLocale: locale,
  productUrlTemplate: 'https://shop.example/{{productSlug}}',
};
const ofProducts = {
  type: 'commerce-products',
  source: 'shop',
  destination: 'klaviyo',
  preferredLocale: locale,
  productUrlTemplate: mapping.productUrlTemplate,
  maxRejectRate: 1,
};
let stack: CommerceStack;
let worker: WorkerProcess;
/** Requests that the stand-in refused, for as many jobs were in progress as may be. */
let tooEarly = 0;
/** What the catalog was before. */
let before: ComparedCatalog = emptyCatalog;

beforeAll(async () => {
  stack = await startCommerceStack({
    shop: {
      shop: { seed: 21, categories: 60, products, mostVariants: 6, missingSkus: 0.05, missingImages: 0.5 },
    },
    imports: {
      categories: { type: 'commerce-categories', source: 'shop', destination: 'klaviyo', preferredLocale: locale },
      products: { ...ofProducts, lanes: 3, overlap: '0s' },
      adopting: ofProducts,
      unpublishing: { ...ofProducts, adopt: 'never', reconcile: 'unpublish' },
      deleting: { ...ofProducts, adopt: 'never', reconcile: 'delete' },
    },
    steps: { heartbeatTimeout: '2s' },
  });
  worker = await stack.startWorker();
  await resultOf(await startRun(stack, 'commerce-categories', 'categories'));
}, 60_000);
afterAll(() => stack?.stop());
afterEach(() => {
  stack.klaviyo.clearFaults();
  stack.klaviyo.setOptions({ queuedMs: 20, processingMs: 50, latencyMs: 0, mostCatalogJobs: 500 });
});

const storage = () => new DirectoryStorage(`${stack.folder}/.longshore`);
async function rejects(): Promise<Reject[]> {
  const all: Reject[] = [];
  for await (const reject of readRejects(storage(), 'products')) all.push(reject);
  return all;
}

let hours = 0;
/** An hour later by the shop's clock: nothing of before was changed while the run reads. */
function run(options: RunOptions = {}, name = 'products') {
  hours += 1;
  stack.shop.setOptions({ clockOffsetMs: hours * 3_600_000 });
  return startRun(stack, 'commerce-products', name, options);
}

/** A run's counts; where it failed, with its own words. */
async function countsOf(handle: Parameters<typeof resultOf>[0], limitMs?: number) {
  try {
    return (await resultOf(handle, limitMs)).counts;
  } catch (error) {
    const { error: report } = await handle.query<RunProgress>('progress');
    throw new Error(`${JSON.stringify(report)} ${(await journalOf(handle)).join('\n')}`, { cause: error });
  }
}

type Product = Readonly<Record<string, unknown>> & { readonly id: string; readonly masterData: MasterData };
interface Variant {
  readonly id: number;
  readonly sku?: string;
}
interface MasterData {
  readonly published: boolean;
  readonly current: { readonly masterVariant: Variant; readonly variants: readonly Variant[] };
}

const all = () => [...stack.shop.records('products')] as Product[];
const published = () => all().filter(({ masterData }) => masterData.published);
function put(product: Product, change: Partial<MasterData['current']>, isPublished = true): void {
  const { masterData } = product;
  const current = { ...masterData.current, ...change };
  stack.shop.put('products', { ...product, masterData: { ...masterData, published: isPublished, current } });
}
/** Those of which the catalog has the item and more than two variants. */
const delivered = () =>
  published().filter((product) => {
    const own = variantsIn(product).filter(({ sku = '' }) => stack.klaviyo.catalog('variants').has(catalogId(sku)));
    return stack.klaviyo.catalog('items').has(catalogId(product.id)) && own.length > 2;
  });
const variantsIn = ({ masterData: { current } }: Product) => [current.masterVariant, ...current.variants];

/** The sync is right, and says so in its counts: all that is in the shop is delivered or rejected. */
async function expectSynced(handle: Parameters<typeof resultOf>[0], limitMs?: number): Promise<void> {
  const counts = await countsOf(handle, limitMs);
  const expected = expectedCatalog(stack.shop, mapping, before);
  expect(differences(storedCatalog(stack.klaviyo), expected)).toEqual([]);
  before = expected;
  const entries = published().reduce((sum, product) => sum + 1 + variantsIn(product).length, 0);
  expect(counts).toMatchObject({ read: entries, pending: 0, skipped: 0 });
  expect(counts.delivered + counts.rejected).toBe(entries);
}

test('a dry run shows what would be created, and sends nothing', async () => {
  const handle = await run({ dryRun: true });
  const { read, skipped, rejected } = await countsOf(handle);
  expect(read).toBe(skipped + rejected);
  const details = new Map<string, number>();
  for await (const part of readPreviewParts(storage(), { import: 'products', runId: handle.firstExecutionRunId })) {
    for (const { what, count } of part.details ?? []) details.set(what, (details.get(what) ?? 0) + count);
  }
  expect(details.get('Items that would be created')).toBeGreaterThan(150);
  expect(details.get('Variants that would be created')).toBeGreaterThan(500);
  expect(stack.klaviyo.catalog('items').size).toBe(0);
});

test('a first sync brings each product and variant to the catalog, and tells why others are not', async () => {
  const handle = await run();
  await expectSynced(handle);
  const codes = new Set((await rejects()).map(({ code }) => code));
  expect([...codes].sort()).toEqual(['no-image', 'no-sku']);
  const journal = (await journalOf(handle)).join('\n');
  expect(journal).toMatch(/Entries whose price is 0, for the shop has none of them: \d+/);
  expect(journal).toMatch(/Entries whose price is 0, for the shop has prices for customer groups alone: \d+/);
  expect(stack.klaviyo.stats().invalid).toBe(0);
});

test('what was changed in the shop is so in the catalog after a second sync, and nothing is doubled', async () => {
  const [renamed, shrunk, grown, hidden, removed, moved, taking] = delivered();
  if (!renamed || !shrunk || !grown || !hidden || !removed || !moved || !taking) throw new Error('Too few products');
  stack.shop.put('products', rename(renamed, 'Renamed'));
  put(shrunk, { variants: shrunk.masterData.current.variants.slice(0, 1) });
  const more = Array.from({ length: 3 }, (_, at) => ({
    ...grown.masterData.current.masterVariant,
    id: 900 + at,
    sku: `NEW-${at}`,
  }));
  put(grown, { variants: [...grown.masterData.current.variants, ...more] });
  put(hidden, {}, false);
  stack.shop.remove('products', removed.id);
  // A variant goes from the first to the second, whichever of them is read first.
  const [goes, ...stay] = [...moved.masterData.current.variants].reverse();
  if (!goes) throw new Error('There is no variant to be moved');
  put(moved, { variants: stay });
  put(taking, { variants: [...taking.masterData.current.variants, { ...goes, id: 950 }] });
  const handle = await run();
  await expectSynced(handle);
  const journal = (await journalOf(handle)).join('\n');
  expect(journal).toContain('2 products that this import has delivered are no longer in the shop, or not published');
  expect(journal).toMatch(/Delivered up to [0-9a-f-]{36}, [0-9a-f-]{36}, [0-9a-f-]{36}/);
  expect(stack.klaviyo.stats().invalid).toBe(0);
});

test('an unchanged sync creates and deletes nothing', async () => {
  const { taken } = stack.klaviyo.stats();
  await expectSynced(await run());
  const after = stack.klaviyo.stats().taken;
  for (const operation of [
    'bulk_create_catalog_items',
    'bulk_create_catalog_variants',
    'bulk_delete_catalog_variants',
  ]) {
    expect(after[operation]).toBe(taken[operation]);
  }
});

test('a product with 250 variants, and one whose variants are more than a page', async () => {
  const [large] = published().slice(-1);
  if (!large) throw new Error('There is no product');
  const { masterVariant } = large.masterData.current;
  const variants = Array.from({ length: 249 }, (_, at) => ({ ...masterVariant, id: 1_000 + at, sku: `LARGE-${at}` }));
  put(large, { masterVariant: { ...masterVariant, sku: 'LARGE' }, variants });
  const once = (await countsOf(await run({ ids: [large.id] }))).delivered;
  expect(once).toBe(251);
  expect(
    [...stack.klaviyo.catalog('variants').values()].filter(({ item }) => item === catalogId(large.id)),
  ).toHaveLength(250);
  put(large, { masterVariant: { ...masterVariant, sku: 'LARGE' }, variants: variants.slice(0, 9) });
  await expectSynced(await run());
});

describe('one SKU and two products', () => {
  const twice = (): readonly [Product, Product] => {
    const [first, second] = delivered();
    if (!first || !second) throw new Error('Too few products');
    return [first, second];
  };
  const itemOf = (sku: string) => stack.klaviyo.catalog('variants').get(catalogId(sku))?.item;

  test.each(['first', 'second'] as const)(
    'a SKU that another product takes too stays with the one that had it: the %s',
    async (which) => {
      const [first, second] = which === 'first' ? twice() : [...twice()].reverse();
      if (!first || !second) throw new Error('Too few products');
      const sku = first.masterData.current.variants.find((variant) => variant.sku)?.sku ?? '';
      put(second, {
        variants: [...second.masterData.current.variants, { ...second.masterData.current.masterVariant, id: 970, sku }],
      });
      await countsOf(await run());
      expect(itemOf(sku)).toBe(catalogId(first.id));
      expect((await rejects()).filter(({ code, key }) => code === 'duplicate-sku' && key === second.id)).toHaveLength(
        1,
      );
      put(second, {});
      await expectSynced(await run());
    },
  );

  test('of two products in different lanes that are new the SKU goes to one alone', async () => {
    const [model] = twice();
    const master = {
      ...model.masterData.current.masterVariant,
      id: 1,
      images: [{ url: 'https://shop.example/a.png' }],
    };
    const made = ['00', 'ff'].map((start, at) => {
      const id = `${start}000000-0000-4000-8000-000000000000`;
      const current = {
        ...model.masterData.current,
        masterVariant: { ...master, sku: `MADE-${at}` },
        variants: [{ ...master, id: 2, sku: 'TWICE' }],
      };
      return { ...model, id, masterData: { ...model.masterData, current } };
    });
    for (const product of made) stack.shop.put('products', product);
    const counts = await countsOf(await run());
    expect(counts.pending).toBe(0);
    expect(made.map(({ id }) => catalogId(id))).toContain(itemOf('TWICE'));
    const refused = (await rejects()).filter(
      ({ code, key = '' }) => code === 'duplicate-sku' && made.some(({ id }) => id === key),
    );
    expect(refused.map(({ key }) => key)).toEqual(
      made.map(({ id }) => id).filter((id) => catalogId(id) !== itemOf('TWICE')),
    );
    for (const { id, masterData } of made) {
      const { current } = masterData;
      const own = { ...current, variants: catalogId(id) === itemOf('TWICE') ? current.variants : [] };
      stack.shop.put('products', { ...model, id, masterData: { ...masterData, current: own } });
    }
    await expectSynced(await run());
  });
});

function rename(product: Product, name: string): Product {
  const { masterData } = product;
  return { ...product, masterData: { ...masterData, current: { ...masterData.current, ...{ name: { en: name } } } } };
}

describe('with faults', () => {
  let round = 0;
  /** Something to do in each phase: items and variants to update, and variants to delete. */
  function change(): void {
    round += 1;
    for (const product of delivered().slice(3 * round, 3 * round + 3)) {
      put(product, { variants: product.masterData.current.variants.slice(0, 1) });
    }
    for (const product of published()) stack.shop.put('products', rename(product, `Round ${round}`));
  }
  beforeEach(change);

  test('429 and 500 storms, and answers that are lost after the work', async () => {
    for (const operation of [
      'bulk_update_catalog_items',
      'bulk_delete_catalog_variants',
      'bulk_update_catalog_variants',
    ]) {
      stack.klaviyo.addFault({ operation, every: 2, times: 2, action: { kind: 'reset', apply: true } });
    }
    stack.klaviyo.addFault({ every: 7, times: 4, action: { kind: 'answer', status: 429, retryAfterSeconds: 1 } });
    stack.klaviyo.addFault({ every: 9, times: 4, action: { kind: 'answer', status: 500 } });
    await expectSynced(await run());
  });

  test('what cancelled jobs held is sent again in each phase, and counted once', async () => {
    for (const operation of [
      'bulk_update_catalog_items',
      'bulk_delete_catalog_variants',
      'bulk_update_catalog_variants',
    ]) {
      stack.klaviyo.addFault({ operation, times: 2, action: { kind: 'job', cancel: true } });
    }
    const handle = await run();
    await expectSynced(handle);
    const cancelled = (await journalOf(handle)).filter((text) => text.includes('Klaviyo has cancelled the job'));
    expect(cancelled).toHaveLength(6);
  });

  test('jobs that are cancelled again and again fail the run, and the next one goes on there', async () => {
    stack.klaviyo.addFault({ operation: 'bulk_update_catalog_items', action: { kind: 'job', cancel: true } });
    const handle = await run();
    await expect(resultOf(handle)).rejects.toThrow();
    expect(await handle.query<RunProgress>('progress')).toMatchObject({ error: { code: 'job-cancelled' } });
    stack.klaviyo.clearFaults();
    await countsOf(await run());
    before = expectedCatalog(stack.shop, mapping, before);
    expect(differences(storedCatalog(stack.klaviyo), before)).toEqual([]);
  });

  test('what fails in its job is rejected with its reason, an item with its variants, and replayed when it can be', async () => {
    const [product] = delivered();
    if (!product) throw new Error('Too few products');
    put(product, { variants: [] });
    for (const operation of [
      'bulk_update_catalog_items',
      'bulk_delete_catalog_variants',
      'bulk_update_catalog_variants',
    ]) {
      stack.klaviyo.addFault({ operation, times: 1, action: { kind: 'job', failEntries: [0, 1, 2, 3] } });
    }
    const counts = await countsOf(await run());
    expect(counts).toMatchObject({ pending: 0, read: counts.delivered + counts.rejected });
    const refused = async () => (await rejects()).filter(({ code }) => code === 'destination-rejected');
    const failed = await refused();
    expect(failed.length).toBeGreaterThanOrEqual(3);
    expect(failed.filter(({ message }) => message.startsWith('Its item was not delivered')).length).toBeGreaterThan(0);
    const replayed = await countsOf(await run({ replay: { code: 'destination-rejected' } }));
    expect(replayed.read).toBe(replayed.delivered + replayed.rejected);
    expect(await refused()).toEqual([]);
    await expectSynced(await run());
  });

  test('a worker killed as it deletes variants, and under `npm run prove` in each phase', async () => {
    stack.klaviyo.setOptions({ queuedMs: 300, latencyMs: 20 });
    const submitted = (operation: string) => stack.klaviyo.jobs().filter((job) => job.operation === operation).length;
    const phases = ['bulk_update_catalog_items', 'bulk_delete_catalog_variants', 'bulk_update_catalog_variants'];
    const begun = new Map(phases.map((operation) => [operation, submitted(operation)]));
    const handle = await run();
    for (const operation of provingAll ? phases : phases.slice(1, 2)) {
      await until(`a job of ${operation}`, () => submitted(operation) > (begun.get(operation) ?? 0));
      await worker.kill('SIGKILL');
      worker = await stack.startWorker();
    }
    await expectSynced(handle, 90_000);
  }, 120_000);

  test('a run waits while the account has as many jobs in progress as it may have', async () => {
    const [product] = delivered();
    if (!product) throw new Error('Too few products');
    expect(stack.klaviyo.stats().invalid).toBe(0);
    stack.klaviyo.setOptions({ mostCatalogJobs: 1, processingMs: 2_000 });
    const other = openKlaviyo({ apiKey: klaviyoKey, baseUrl: stack.klaviyo.baseUrl });
    const foreign = JSON.stringify({ type: 'catalog-category', id: catalogId('none') });
    await other.submit(catalogForm('delete', 'categories'), [foreign]);
    other.close();
    stack.klaviyo.setOptions({ processingMs: 50 });
    const { rejected, pending } = await countsOf(await run({ ids: [product.id] }));
    expect({ rejected, pending }).toEqual({ rejected: 0, pending: 0 });
    tooEarly = stack.klaviyo.stats().invalid;
    expect(tooEarly).toBeGreaterThan(0);
  });
});

describe('what is in the catalog and not in the shop', () => {
  const foreign = 'FOREIGN';
  /** As another tool, or a person, would make it. */
  async function makeForeign(item: string): Promise<void> {
    const variant = {
      type: 'catalog-variant',
      attributes: {
        external_id: foreign,
        sku: foreign,
        title: 'Foreign',
        description: '',
        url: 'https://shop.example',
        inventory_quantity: 1,
        price: 1,
        integration_type: '$custom',
        catalog_type: '$default',
      },
      relationships: { item: { data: { type: 'catalog-item', id: item } } },
    };
    const other = openKlaviyo({ apiKey: klaviyoKey, baseUrl: stack.klaviyo.baseUrl });
    await other.submit(catalogForm('create', 'variants'), [JSON.stringify(variant)]);
    other.close();
    stack.klaviyo.settle();
  }
  /** Two products go from the shop, each in its way. */
  function hideTwo(): readonly [Product, Product] {
    const [first, second] = delivered();
    if (!first || !second) throw new Error('Too few products');
    put(first, {}, false);
    stack.shop.remove('products', second.id);
    return [first, second];
  }
  const entriesOf = (ids: readonly string[]) => {
    const { klaviyo } = stack;
    const items = ids.map((id) => klaviyo.catalog('items').get(catalogId(id)));
    const variants = [...klaviyo.catalog('variants').values()].filter(({ item }) =>
      ids.some((id) => catalogId(id) === item),
    );
    return [...items, ...variants];
  };

  test('an import that adopts a catalog deletes the variants that no product has', async () => {
    const [product] = delivered();
    if (!product) throw new Error('Too few products');
    await makeForeign(catalogId(product.id));
    const preview = await run({ dryRun: true }, 'adopting');
    await countsOf(preview);
    const details = new Map<string, number>();
    for await (const part of readPreviewParts(storage(), { import: 'adopting', runId: preview.firstExecutionRunId })) {
      for (const { what, count } of part.details ?? []) details.set(what, (details.get(what) ?? 0) + count);
    }
    const adopts = 'Requests that read the variants of items which the catalog already has (adopt)';
    expect(details.get(adopts)).toBeGreaterThan(100);
    expect(stack.klaviyo.catalog('variants').has(catalogId(foreign))).toBe(true);
    await countsOf(await run({}, 'adopting'));
    expect(differences(storedCatalog(stack.klaviyo), expectedCatalog(stack.shop, mapping, before))).toEqual([]);
  });

  test('is unpublished where that is wanted, once, and published again where it comes back', async () => {
    await countsOf(await run({}, 'unpublishing'));
    const hidden = hideTwo();
    const [first, second] = hidden;
    await countsOf(await run({}, 'unpublishing'));
    const gone = entriesOf(hidden.map(({ id }) => id));
    expect(gone.length).toBeGreaterThan(6);
    expect(new Set(gone.map((entry) => entry?.attributes.published))).toEqual(new Set([false]));
    expect(entriesOf(delivered().map(({ id }) => id)).filter((entry) => entry?.attributes.published !== true)).toEqual(
      [],
    );
    put(first, {});
    const again = await run({}, 'unpublishing');
    await countsOf(again);
    expect((await journalOf(again)).join('\n')).not.toContain('unpublished');
    expect(new Set(entriesOf([first.id]).map((entry) => entry?.attributes.published))).toEqual(new Set([true]));
    expect(new Set(entriesOf([second.id]).map((entry) => entry?.attributes.published))).toEqual(new Set([false]));
  });

  test('is deleted where that is wanted, and what others have made stays', async () => {
    const [kept] = delivered().slice(-1);
    if (!kept) throw new Error('Too few products');
    await countsOf(await run({}, 'deleting'));
    await makeForeign(catalogId(kept.id));
    const items = stack.klaviyo.catalog('items').size;
    stack.klaviyo.addFault({ operation: 'bulk_delete_catalog_items', times: 1, action: { kind: 'job', cancel: true } });
    const hidden = hideTwo().map(({ id }) => id);
    await countsOf(await run({ ids: hidden }, 'deleting'));
    expect(entriesOf(hidden).every((entry) => entry !== undefined)).toBe(true);
    await countsOf(await run({}, 'deleting'));
    expect(entriesOf(hidden)).toEqual([undefined, undefined]);
    expect(stack.klaviyo.catalog('items').size).toBe(items - 2);
    expect(stack.klaviyo.catalog('variants').has(catalogId(foreign))).toBe(true);
  });
});

test('every request was valid, by the published contract where it is here, but for those that came too early', () => {
  expect(stack.klaviyo.stats().invalid).toBe(tooEarly);
});
