import { type LocalStack, startLocalStack } from '../../sandbox/local-stack';
import type { RunProgress } from '../../src/contract/run';
import { type ComparedCatalog, differences, emptyCatalog, expectedCatalog, storedCatalog } from './catalog-oracle';
import { startRun } from './commerce-run';
import { type RandomCatalog, randomCatalog } from './random-catalogs';
import { provingAll, resultOf } from './run-import';

/** So many side by side, each with a shop and an account of its own. */
const atOnce = 10;
const rounds = provingAll ? 50 : 1;
const firstSeed = Number(process.env.SEED ?? 1);
let stack: LocalStack;

beforeAll(async () => {
  stack = await startLocalStack({ sections: {} });
}, 60_000);
afterAll(() => stack?.stop());

test(
  `${rounds * atOnce} random catalogs equal the mapping of their shops, also after changes, with nothing doubled`,
  async () => {
    for (let round = 0; round < rounds; round += 1) {
      const names = Array.from({ length: atOnce }, (_, index) => `random-${round * atOnce + index}`);
      const catalogs = await Promise.all(
        names.map((name, index) => randomCatalog(firstSeed + round * atOnce + index, name)),
      );
      await stack.configure({
        connections: Object.assign({}, ...catalogs.map(({ connections }) => connections)),
        imports: Object.fromEntries(catalogs.map((catalog, index) => [names[index], catalog.import])),
      });
      if (round === 0) await stack.startWorker();
      const first = await Promise.all(
        catalogs.map((catalog, index) => synced(catalog, names[index] ?? '', emptyCatalog)),
      );
      for (const catalog of catalogs) catalog.change();
      await Promise.all(
        catalogs.map((catalog, index) => synced(catalog, names[index] ?? '', first[index] ?? emptyCatalog)),
      );
      for (const { klaviyo } of catalogs) expect(klaviyo.stats().invalid).toBe(0);
      await Promise.all(catalogs.map((catalog) => catalog.stop()));
    }
  },
  rounds * 60_000,
);

/** Runs the import of a catalog, and compares what came of it. */
async function synced(
  { seed, shop, klaviyo, mapping }: RandomCatalog,
  name: string,
  before: ComparedCatalog,
): Promise<ComparedCatalog> {
  const handle = await startRun(stack, 'commerce-products', name);
  try {
    const { counts } = await resultOf(handle);
    expect({ seed, pending: counts.pending, read: counts.read }).toEqual({
      seed,
      pending: 0,
      read: counts.delivered + counts.rejected,
    });
  } catch (error) {
    const { error: report } = await handle.query<RunProgress>('progress');
    throw new Error(`SEED=${seed}: ${JSON.stringify(report)}`, { cause: error });
  }
  const expected = expectedCatalog(shop, mapping, before);
  expect({ seed, differences: differences(storedCatalog(klaviyo), expected) }).toEqual({ seed, differences: [] });
  return expected;
}
