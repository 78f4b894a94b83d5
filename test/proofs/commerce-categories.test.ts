import { type CommerceStack, startCommerceStack } from '../../sandbox/commerce-stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import type { RunProgress } from '../../src/contract/run';
import { type Reject, readPreviewParts, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { startRun } from './commerce-run';
import { journalOf, provingAll, resultOf, until } from './run-import';

type Category = Readonly<Record<string, unknown>> & { readonly id: string };

const placed = 640;
const depth = 20;
let stack: CommerceStack;
let worker: WorkerProcess;

const id = (number: number) => `${number}0000000-0000-4000-8000-00000000000${number}`;
const category = (number: number, parent?: string): Category => ({
  id: id(number),
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastModifiedAt: '2026-01-01T00:00:00.000Z',
  name: { en: `Odd ${number}` },
  slug: { en: `odd-${number}` },
  ancestors: [],
  ...(parent === undefined ? {} : { parent: { typeId: 'category', id: parent } }),
});

beforeAll(async () => {
  stack = await startCommerceStack({
    shop: { shop: { seed: 8, categories: placed, categoryDepth: depth } },
    imports: {
      categories: {
        type: 'commerce-categories',
        source: 'shop',
        destination: 'klaviyo',
        lanes: 3,
        preferredLocale: 'en',
      },
    },
    steps: { heartbeatTimeout: '2s' },
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());
afterEach(() => {
  stack.klaviyo.clearFaults();
  stack.klaviyo.setOptions({ queuedMs: 20, processingMs: 50 });
});

/** The names that the catalog must have, by compound id: climbed from each category by itself. */
function expected(): ReadonlyMap<string, unknown> {
  const all = new Map([...stack.shop.records('categories')].map((one) => [String(one.id), one]));
  const names = new Map<string, unknown>();
  for (const key of all.keys()) {
    const path: string[] = [];
    let at: string | undefined = key;
    for (; at !== undefined && path.length <= all.size; ) {
      const { name, parent } = (all.get(at) ?? {}) as { name?: { en: string }; parent?: { id: string } };
      if (!name) break;
      path.unshift(name.en);
      at = parent?.id;
    }
    if (at === undefined) names.set(`$custom:::$default:::${key}`, path.join(' > '));
  }
  return names;
}

function stored(): ReadonlyMap<string, unknown> {
  return new Map([...stack.klaviyo.catalog('categories')].map(([key, { attributes }]) => [key, attributes.name]));
}

/** Gives the first category below no other, which many are below, another name. */
function renameRoot(name: string): void {
  const [root] = [...stack.shop.records('categories')].filter(
    ({ slug }) => JSON.stringify(slug) === '{"en":"category-0"}',
  );
  if (!root) throw new Error('The shop has no root');
  stack.shop.put('categories', { ...root, id: String(root.id), name: { en: name } });
}

const storage = () => new DirectoryStorage(`${stack.folder}/.longshore`);
async function rejects(): Promise<Reject[]> {
  const all: Reject[] = [];
  for await (const reject of readRejects(storage(), 'categories')) all.push(reject);
  return all;
}

const run = (options = {}) => startRun(stack, 'commerce-categories', 'categories', options);
const whole = (delivered: number, rejected = 0) => ({
  read: delivered + rejected,
  delivered,
  rejected,
  skipped: 0,
  pending: 0,
});

test('a dry run shows what would be sent, and sends nothing', async () => {
  const handle = await run({ dryRun: true });
  expect((await resultOf(handle)).counts).toMatchObject({ read: placed, skipped: placed });
  expect(stack.klaviyo.stats().requests).toBe(0);
  const payloads = [];
  for await (const part of readPreviewParts(storage(), { import: 'categories', runId: handle.firstExecutionRunId })) {
    payloads.push(...part.payloads);
  }
  expect(payloads).toContainEqual(expect.objectContaining({ type: 'catalog-category' }));
});

test('categories of any depth get their breadcrumbs, and those without a place are rejected with the reason', async () => {
  stack.shop.load('categories', [category(1, id(2)), category(2, id(1)), category(3, id(9))]);
  const handle = await run();
  expect((await resultOf(handle)).counts).toEqual(whole(placed, 3));
  expect(stored()).toEqual(expected());
  expect(stored().size).toBe(placed);
  expect(Math.max(...[...stored().values()].map((name) => String(name).split(' > ').length))).toBeGreaterThanOrEqual(
    depth,
  );
  expect((await rejects()).map(({ key, code }) => [key, code]).sort()).toEqual([
    [id(1), 'category-cycle'],
    [id(2), 'category-cycle'],
    [id(3), 'category-parent-missing'],
  ]);
  const { taken, byOperation } = stack.klaviyo.stats();
  // 640 in three lanes: 8 jobs of at most 100, and 14 questions for 50 ids each; one for each category would be 640.
  expect(taken.bulk_create_catalog_categories).toBeLessThanOrEqual(9);
  // A step whose time is over, as on a busy machine, asks for fewer at once.
  expect(byOperation.get_catalog_categories).toBeLessThanOrEqual(30);
});

test('a new name of a category reaches all below it in the next run, by updates alone', async () => {
  const created = stack.klaviyo.stats().taken.bulk_create_catalog_categories;
  renameRoot('Renamed');
  stack.shop.put('categories', category(2));
  expect((await resultOf(await run())).counts).toEqual(whole(placed + 2, 1));
  expect(stored()).toEqual(expected());
  expect([...stored().values()].filter((name) => String(name).startsWith('Renamed > ')).length).toBeGreaterThan(20);
  // The two that were in a circle lie in one lane, and are created with one job.
  expect(stack.klaviyo.stats().taken.bulk_create_catalog_categories).toBe(Number(created) + 1);
});

test('chosen categories go out alone, under their whole names', async () => {
  const [one] = stored();
  if (!one) throw new Error('The catalog is empty');
  renameRoot('Chosen');
  const ids = [String(one[0]).replace('$custom:::$default:::', '')];
  expect((await resultOf(await run({ ids }))).counts).toEqual(whole(1));
  expect(stored().get(one[0])).toBe(expected().get(one[0]));
});

describe('with faults', () => {
  const catalogSize = placed + 2;
  beforeEach(() => renameRoot(`Root ${stack.klaviyo.stats().requests}`));

  test('429 and 500 storms, and answers that are lost after the work', async () => {
    stack.klaviyo.addFault({
      operation: 'bulk_update_catalog_categories',
      every: 3,
      times: 3,
      action: { kind: 'reset', apply: true },
    });
    stack.klaviyo.addFault({ every: 4, times: 6, action: { kind: 'answer', status: 429, retryAfterSeconds: 1 } });
    stack.klaviyo.addFault({ every: 5, times: 4, action: { kind: 'answer', status: 500 } });
    expect((await resultOf(await run())).counts).toEqual(whole(catalogSize, 1));
    expect(stored()).toEqual(expected());
  });

  test('what a cancelled job held is sent again, and counted once', async () => {
    stack.klaviyo.addFault({
      operation: 'bulk_update_catalog_categories',
      times: 2,
      action: { kind: 'job', cancel: true },
    });
    const handle = await run();
    expect((await resultOf(handle)).counts).toEqual(whole(catalogSize, 1));
    expect(stored()).toEqual(expected());
    expect((await journalOf(handle)).join('\n')).toContain('Klaviyo has cancelled the job');
  });

  test('a category that another writer makes first is updated, and is no error', async () => {
    stack.klaviyo.reset();
    // The answer to the first creation is lost: what it made is there when the second is worked.
    stack.klaviyo.addFault({
      operation: 'bulk_create_catalog_categories',
      times: 3,
      action: { kind: 'reset', apply: true },
    });
    expect((await resultOf(await run())).counts).toEqual(whole(catalogSize, 1));
    expect(stored()).toEqual(expected());
    expect(stack.klaviyo.stats().taken.bulk_update_catalog_categories).toBeGreaterThan(0);
  });

  test('an entry that fails in its job is rejected alone', async () => {
    stack.klaviyo.addFault({
      operation: 'bulk_update_catalog_categories',
      times: 1,
      action: { kind: 'job', failEntries: [4] },
    });
    expect((await resultOf(await run())).counts).toEqual(whole(catalogSize - 1, 2));
    expect((await rejects()).filter(({ code }) => code === 'destination-rejected')).toHaveLength(1);
    const replayed = (await resultOf(await run({ replay: { code: 'destination-rejected' } }))).counts;
    expect(replayed).toEqual(whole(1));
    expect(stored()).toEqual(expected());
    expect((await rejects()).filter(({ code }) => code === 'destination-rejected')).toEqual([]);
  });

  test('a worker killed while it submits, and under `npm run prove` also while jobs are out', async () => {
    stack.klaviyo.setOptions({ queuedMs: 1_000, latencyMs: 50 });
    const begun = stack.klaviyo.jobs().length;
    const handle = await run();
    await until('the second job', () => stack.klaviyo.jobs().length > begun + 1);
    await worker.kill('SIGKILL');
    worker = await stack.startWorker();
    if (provingAll) {
      await until('jobs to be out', async () => (await handle.query<RunProgress>('progress')).counts.pending > 0);
      await worker.kill('SIGKILL');
      worker = await stack.startWorker();
    }
    expect((await resultOf(handle)).counts).toEqual(whole(catalogSize, 1));
    expect(stored()).toEqual(expected());
    stack.klaviyo.setOptions({ latencyMs: 0 });
  }, 90_000);
});

test('so many of them, more than 10,000 under `npm run prove`, need few requests: none is made for each', async () => {
  const more = provingAll ? 12_000 : 1_000;
  stack.shop.loadShop({ seed: 9, categories: more, categoryDepth: depth });
  stack.klaviyo.reset();
  const before = stack.shop.requests().length;
  const total = stack.shop.count('categories') - 1;
  expect((await resultOf(await run(), 120_000)).counts).toEqual(whole(total, 1));
  expect(stored()).toEqual(expected());
  const { taken, byOperation } = stack.klaviyo.stats();
  const reads = stack.shop.requests().length - before;
  const jobs = Number(taken.bulk_create_catalog_categories);
  const questions = Number(byOperation.get_catalog_categories);
  process.stdout.write(`${total} categories: ${reads} requests to the shop, ${questions} questions, ${jobs} jobs\n`);
  // Each lane may read the tree by itself at first, and has a page, a job and a question that are not full.
  expect(reads).toBeLessThanOrEqual(4 * Math.ceil(total / 500) + 12 + jobs / 4);
  expect(jobs).toBeLessThanOrEqual(Math.ceil(total / 100) + jobs / 4 + 3);
  expect(questions).toBeLessThanOrEqual(2 * jobs);
}, 150_000);

test('every request was valid, by the published contract where it is here', () => {
  expect(stack.klaviyo.stats().invalid).toBe(0);
});
