import { type CommerceStack, klaviyoKey, startCommerceStack } from '../../sandbox/commerce-stack';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { mostDeletionJobs } from '../../src/contract/catalog-deletion';
import type { Counts } from '../../src/contract/counts';
import type { RunProgress } from '../../src/contract/run';
import { type Reject, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { longshore } from '../cli/longshore-command';
import { startRun } from './commerce-run';
import { fillCatalog } from './filled-catalog';
import { journalOf, provingAll, resultOf, until } from './run-import';

const name = 'delete-catalog';
/** What takes its time only under `npm run prove`. */
const proving = provingAll ? test : test.skip;
let stack: CommerceStack;
let worker: WorkerProcess;

beforeAll(async () => {
  stack = await startCommerceStack({
    imports: { [name]: { type: 'catalog-deletion', destination: 'klaviyo', maxRejectRate: 1 } },
    steps: { heartbeatTimeout: '2s' },
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());
beforeEach(() => {
  stack.klaviyo.clearFaults();
  stack.klaviyo.reset();
});
// The contract is checked by the stand-in, where it is here.
afterEach(() => expect(stack.klaviyo.stats().invalid).toBe(0));

const run = (options = {}) => startRun(stack, 'catalog-deletion', name, options);
const command = (...args: string[]) => longshore(['run', name, ...args], { cwd: stack.folder, env: stack.env });
const products = { of: 'products', confirm: 'products' } as const;
const categories = { of: 'categories', confirm: 'categories' } as const;
const sizes = () => {
  const { klaviyo } = stack;
  return {
    items: klaviyo.catalog('items').size,
    variants: klaviyo.catalog('variants').size,
    categories: klaviyo.catalog('categories').size,
  };
};
const deletions = () => stack.klaviyo.jobs().filter(({ operation }) => operation.startsWith('bulk_delete'));
const whole = (delivered: number, rejected = 0): Counts => ({
  ...{ read: delivered + rejected, delivered, rejected, skipped: 0, pending: 0 },
});

async function rejects(): Promise<Reject[]> {
  const all: Reject[] = [];
  for await (const reject of readRejects(new DirectoryStorage(`${stack.folder}/.longshore`), name)) all.push(reject);
  return all;
}

/** Takes one entry away as another writer would. */
async function deleteOne(kind: string, id: string): Promise<void> {
  const address = `${stack.klaviyo.baseUrl}/api/catalog-${kind}/${encodeURIComponent(id)}`;
  const headers = { authorization: `Klaviyo-API-Key ${klaviyoKey}`, revision: '2026-07-15' };
  expect((await fetch(address, { method: 'DELETE', headers })).status).toBe(204);
}

describe('without the exact confirmation nothing is done, and the remedy is told', () => {
  test.each([
    [{ of: 'products' }, 'its option `confirm` does not say `products`'],
    [{ of: 'products', confirm: 'Products' }, 'its option `confirm` does not say `products`'],
    [{ of: 'products', confirm: 'categories' }, 'its option `confirm` does not say `products`'],
    [{ of: 'everything', confirm: 'everything' }, 'its option `of` must be products or categories'],
    [{ confirm: 'products' }, 'its option `of` must be products or categories'],
    [{}, 'its option `of` must be products or categories'],
  ])('a run with %j', async (options, why) => {
    const failure = await resultOf(await run(options)).catch((error: Error) => error.cause);
    expect(String(failure)).toContain(why);
    expect(stack.klaviyo.stats().requests).toBe(0);
  });

  test.each([
    [['--of', 'products'], 'all products of the catalog would be, whoever made them'],
    [['--of', 'categories', '--confirm', 'products'], 'does not say `categories`'],
  ])('the command with %j', async (args, why) => {
    const { exitCode, stdout, stderr } = await command(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/--dry-run` tells how many there are; .* deletes them all/);
    expect(stack.klaviyo.stats().requests).toBe(0);
  });
});

test('a dry run tells the number, the requests and the time, and deletes nothing', async () => {
  await fillCatalog(stack, { items: 250, variantsEach: 3, categories: 5 });
  const before = sizes();
  const { exitCode, stdout } = await command('--of', 'products', '--dry-run');
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: [
      'Nothing was deleted: this was a dry run.',
      '1,000 catalog entries would be deleted in 11 requests, 0 would be rejected.',
      "The account's limits alone make that take less than a second.",
      'All variants: 750',
      'All items: 250',
      '',
    ].join('\n'),
  });
  expect(sizes()).toEqual(before);
  expect(deletions()).toEqual([]);
});

test('all products go, whoever made them, variants before items; what goes is told first, and categories stay', async () => {
  const [items, variantsEach] = provingAll ? [20_000, 4] : [2_000, 2];
  await fillCatalog(stack, { items, variantsEach, categories: 30 });
  stack.klaviyo.setOptions({ queuedMs: 200 });
  const variants = items * variantsEach;
  const { exitCode, stdout, stderr } = await command('--of', 'products', '--confirm', 'products', '--wait');
  const [plan, ended] = stdout.split('\n');
  expect({ exitCode, stderr, plan }).toEqual({
    ...{ exitCode: 0, stderr: '' },
    plan: `To be deleted, whoever made them: ${variants} variants and ${items} items`,
  });
  const total = (items + variants).toLocaleString('en-US');
  expect(ended).toMatch(`${name} completed: ${total} catalog entries deleted, 0 rejected`);
  expect(sizes()).toEqual({ items: 0, variants: 0, categories: 30 });

  const jobs = deletions();
  expect(Math.max(...jobs.map(({ total: size }) => size))).toBeLessThanOrEqual(100);
  expect(jobs).toHaveLength((items + variants) / 100);
  const ofVariants = jobs.filter(({ operation }) => operation === 'bulk_delete_catalog_variants');
  const ofItems = jobs.filter(({ operation }) => operation === 'bulk_delete_catalog_items');
  expect(Math.min(...ofItems.map(({ createdAt }) => createdAt))).toBeGreaterThanOrEqual(
    Math.max(...ofVariants.map(({ endsAt }) => endsAt)),
  );
  const atOnce = jobs.map(
    ({ createdAt }) => jobs.filter((job) => job.createdAt <= createdAt && job.endsAt > createdAt).length,
  );
  process.stdout.write(
    `${total} entries: ${jobs.length} jobs, up to ${Math.max(...atOnce)} at once, ${stack.klaviyo.stats().requests} requests in all\n`,
  );
  expect(Math.max(...atOnce)).toBeGreaterThan(1);
  expect(Math.max(...atOnce)).toBeLessThanOrEqual(mostDeletionJobs);
}, 300_000);

test('categories go alone, and an empty catalog is nothing to delete', async () => {
  await fillCatalog(stack, { items: 120, variantsEach: 1, categories: 230 });
  expect((await resultOf(await run(categories))).counts).toEqual(whole(230));
  expect(sizes()).toEqual({ items: 120, variants: 120, categories: 0 });
  const again = await run(categories);
  expect((await resultOf(again)).counts).toEqual(whole(0));
  expect((await journalOf(again)).at(-1)).toBe('Complete: there was nothing to delete');
});

describe('with faults', () => {
  // That it is one is tested with the connector.
  proving('more jobs in progress than the account takes are a wait, and no entry is to blame', async () => {
    await fillCatalog(stack, { categories: 300 });
    stack.klaviyo.setOptions({ mostCatalogJobs: 2, processingMs: 300 });
    expect((await resultOf(await run(categories))).counts).toEqual(whole(300));
    expect(stack.klaviyo.stats().byStatus['400']).toBeGreaterThan(0);
    // These 400 are the only ones, and say nothing of the requests.
    stack.klaviyo.reset();
  });

  test('what a cancelled job has left goes out again, and is counted once', async () => {
    await fillCatalog(stack, { items: 250, variantsEach: 1 });
    stack.klaviyo.addFault({
      operation: 'bulk_delete_catalog_variants',
      times: 2,
      action: { kind: 'job', cancel: true },
    });
    const handle = await run(products);
    expect((await resultOf(handle)).counts).toEqual(whole(500));
    expect(sizes()).toMatchObject({ items: 0, variants: 0 });
    expect((await journalOf(handle)).join('\n')).toMatch(
      /Klaviyo has cancelled the job .*: the 50 catalog entries that it has left go out again/,
    );
  });

  proving('jobs that are cancelled again and again fail the run', async () => {
    await fillCatalog(stack, { categories: 100 });
    stack.klaviyo.addFault({ operation: 'bulk_delete_catalog_categories', action: { kind: 'job', cancel: true } });
    const failure = await resultOf(await run(categories)).catch((error: Error) => error.cause);
    expect(String(failure)).toContain('has cancelled the jobs of the same records 3 times');
    expect(sizes().categories).toBe(13);
    stack.klaviyo.clearFaults();
    expect((await resultOf(await run(categories))).counts).toMatchObject({ rejected: 0, pending: 0 });
    expect(sizes().categories).toBe(0);
  });

  test('an entry that fails in its job is rejected alone, one that is refused in the request likewise', async () => {
    await fillCatalog(stack, { categories: 150 });
    stack.klaviyo.addFault({
      operation: 'bulk_delete_catalog_categories',
      times: 1,
      action: { kind: 'job', failEntries: [4] },
    });
    stack.klaviyo.addFault({
      operation: 'bulk_delete_catalog_categories',
      body: 'category-120',
      action: { kind: 'refuse' },
    });
    expect((await resultOf(await run(categories))).counts).toEqual(whole(148, 2));
    expect((await rejects()).map(({ key, code }) => [key, code]).sort()).toEqual([
      ['$custom:::$default:::category-120', 'destination-rejected'],
      ['$custom:::$default:::category-4', 'destination-rejected'],
    ]);
    stack.klaviyo.clearFaults();
    expect((await resultOf(await run(categories))).counts).toEqual(whole(2));
  });

  test('an entry that is gone before its job is worked is neither an error nor counted', async () => {
    await fillCatalog(stack, { categories: 150 });
    stack.klaviyo.setOptions({ queuedMs: 1_000 });
    const handle = await run(categories);
    await until('the jobs', () => deletions().length === 2);
    await deleteOne('categories', '$custom:::$default:::category-7');
    await deleteOne('categories', '$custom:::$default:::category-107');
    expect((await resultOf(handle)).counts).toEqual(whole(148));
  });

  test('429 and 500 storms and a worker killed while it submits, and under `npm run prove` again while jobs of items are out', async () => {
    const items = provingAll ? 3_000 : 300;
    await fillCatalog(stack, { items, variantsEach: 3 });
    stack.klaviyo.setOptions({ latencyMs: 30, queuedMs: 500 });
    stack.klaviyo.addFault({ every: 4, times: 3, action: { kind: 'answer', status: 429, retryAfterSeconds: 1 } });
    stack.klaviyo.addFault({ every: 5, times: 3, action: { kind: 'answer', status: 500 } });
    const handle = await run(products);
    await until('the third job', () => deletions().length > 2);
    await worker.kill('SIGKILL');
    worker = await stack.startWorker();
    if (provingAll) {
      await until('jobs of items', () => deletions().some(({ operation }) => operation.endsWith('items')), 60_000);
      await worker.kill('SIGKILL');
      worker = await stack.startWorker();
    }
    const { counts } = await resultOf(handle, 90_000);
    expect(sizes()).toMatchObject({ items: 0, variants: 0 });
    // A job whose answer nobody lived to note goes out again, twice at most here, and deletes nothing then.
    expect(counts).toEqual(whole(counts.delivered));
    expect(counts.delivered).toBeLessThanOrEqual(4 * items);
    expect(counts.delivered).toBeGreaterThanOrEqual(4 * items - 200);
    expect(deletions().length).toBeLessThanOrEqual((4 * items) / 100 + 2);
  }, 150_000);
});

test('a cancelled run submits nothing more and names the jobs that go on; the next one reads their results first', async () => {
  await fillCatalog(stack, { items: 800, variantsEach: 2 });
  stack.klaviyo.setOptions({ queuedMs: 3_000 });
  stack.klaviyo.addFault({ operation: 'bulk_delete_catalog_variants', action: { kind: 'delay', ms: 250 } });
  const handle = await run(products);
  await until('the third job', () => deletions().length > 2);
  await handle.signal('cancel', { reason: 'enough' });
  await expect(resultOf(handle)).rejects.toMatchObject({ message: expect.stringContaining('cancelled') });
  const submitted = deletions();
  // Of 24; the step hears of the cancel with one of its heartbeats.
  expect(submitted.length).toBeLessThan(16);
  const told = (await journalOf(handle)).join('\n');
  for (const { id } of submitted) expect(told).toContain(id);
  expect(told).toContain('The next run reads their results first');
  const { counts: left } = await handle.query<RunProgress>('progress');
  expect(left.pending).toBe(100 * submitted.length);

  stack.klaviyo.clearFaults();
  stack.klaviyo.setOptions({ queuedMs: 20 });
  const next = await run(products);
  expect((await resultOf(next)).counts).toEqual(whole(2_400));
  expect(sizes()).toMatchObject({ items: 0, variants: 0 });
  // They were asked for before anything was listed anew.
  expect((await journalOf(next)).join('\n')).toContain(
    `To be deleted, whoever made them: ${1_600 - left.pending} variants and 800 items`,
  );
}, 60_000);
