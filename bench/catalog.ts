import { type CommerceStack, startCommerceStack } from '../sandbox/commerce-stack';
import { type CommerceImportType, importWorkflowId, workflowTypes } from '../src/contract/names';
import type { RunResult } from '../src/contract/run';
import { type Line, row } from './line';
import { ResidentMemory } from './resident-memory';

const few = 1_000;
const many = Number(process.env.BENCH_CATALOG_PRODUCTS ?? 20_000);
const variantsEach = 3;
const megabytes = (count: number) => Math.round(count / 1e6);

/** Requests of a first sync of a catalog and of one that changes nothing, and the worker's memory for few and for many products. */
export async function measureCatalog(): Promise<Line[]> {
  const small = await withCatalog(few, async (stack, sync) => {
    const first = await requestsOf(stack, sync);
    return { ...first, second: await requestsOf(stack, sync) };
  });
  const large = await withCatalog(many, requestsOf);
  const { second } = small;
  return [
    row(`requests of ${few} products with ${variantsEach} variants each, first time`, small.told, `under ${few}`),
    row('the same, unchanged a second time', second.told, `under ${few}`),
    row('one lookup for each product, before anything is sent', `${few}`),
    row(`memory of the worker over its idle size, ${few} products`, `${megabytes(small.growth)} MB`),
    row(`the same, ${many} products (${large.told})`, `${megabytes(large.growth)} MB`, 'under 250 MB'),
  ];
}

type Sync = () => Promise<void>;
interface SyncFigures {
  readonly told: string;
  /** Of the worker's memory, in bytes. */
  readonly growth: number;
}

async function withCatalog<Result>(
  products: number,
  work: (stack: CommerceStack & { readonly memory: ResidentMemory }, sync: Sync) => Promise<Result>,
): Promise<Result> {
  const stack = await startCommerceStack({
    shop: {
      shop: {
        seed: 3,
        categories: 50,
        products,
        fewestVariants: variantsEach - 1,
        mostVariants: variantsEach - 1,
        missingImages: 0,
        unpublished: 0,
      },
    },
    klaviyo: { keepRequests: 0 },
    imports: {
      categories: { type: 'commerce-categories', source: 'shop', destination: 'klaviyo' },
      products: { type: 'commerce-products', source: 'shop', destination: 'klaviyo' },
    },
  });
  try {
    const worker = await stack.startWorker();
    await run(stack, 'commerce-categories', 'categories');
    return await work({ ...stack, memory: new ResidentMemory(worker.pid) }, async () => {
      const { counts } = await run(stack, 'commerce-products', 'products');
      const entries = products * (1 + variantsEach);
      if (counts.delivered !== entries) throw new Error(`${counts.delivered} of ${entries} entries were delivered`);
    });
  } finally {
    await stack.stop();
  }
}

async function requestsOf(
  { klaviyo, shop, memory }: CommerceStack & { readonly memory: ResidentMemory },
  sync: Sync,
): Promise<SyncFigures> {
  const before = klaviyo.stats();
  const readBefore = shop.requests().length;
  const idle = await memory.settled();
  const begun = Date.now();
  const sampling = memory.sample();
  await sync();
  const growth = sampling.stop() - idle;
  const { requests, taken } = klaviyo.stats();
  const jobs = Object.entries(taken).reduce(
    (sum, [operation, count]) => sum + (operation.startsWith('bulk_') ? count - (before.taken[operation] ?? 0) : 0),
    0,
  );
  const reads = shop.requests().length - readBefore;
  const seconds = Math.round((Date.now() - begun) / 1_000);
  const told = `${requests - before.requests} to Klaviyo (${jobs} jobs), ${reads} to the shop, ${seconds} s`;
  return { told, growth };
}

async function run({ client }: CommerceStack, type: CommerceImportType, name: string): Promise<RunResult> {
  const handle = await client.workflow.start(workflowTypes[type], {
    workflowId: importWorkflowId(name),
    taskQueue: 'longshore',
    args: [{ import: name }],
  });
  return handle.result();
}
