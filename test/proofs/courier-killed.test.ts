import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { type CourierStack, startCourierStack } from '../../sandbox/courier-stack';
import { exportCourier, exportPrefix } from '../../sandbox/optimizely-export';
import { startTcpRelay } from '../../sandbox/tcp-relay';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { listLanded, openLandedFile } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { collect } from '../storage/scratch-storage';
import { startCourier } from './courier-run';
import { provingAll, resultOf, until } from './run-import';
import { askDuckDb, fileOfPart, type Part, rowsOfPart } from './sample-parts';
import { seededRandom } from './seeded-random';

// The only worker is killed with SIGKILL at every stage of a run. Each day brings half of the rows of the day before
// anew, so that a load that came twice, or too late, would be seen in the table.

const seed = Number(process.env.LONGSHORE_SEED ?? Math.floor(Math.random() * 1e6));
const random = seededRandom(seed);
/** Kills at random moments of a load: where it reads, writes and commits. */
const kills = provingAll ? 20 : 1;
const partsOfDay = 4;
const feed = 'Optimizely:Decisions';

let stack: CourierStack;
let worker: WorkerProcess;
let days = 0;
const loaded: Part[] = [];
beforeAll(async () => {
  const { entities, ready, loadOperations } = exportCourier;
  stack = await startCourierStack({
    courier: {
      entities: entities.slice(0, 1),
      ready: { decisions: ready.decisions },
      loadOperations: { [feed]: loadOperations[feed] },
    },
    otherCouriers: {
      large: {
        source: 'optimizely',
        entities: [
          {
            'object/type': 'file',
            'object/file-pattern': "'large.csv'",
            'object/land-as': { 'file/tag': 'large', 'file/content-type': 'text/csv' },
          },
        ],
        loadOperations: {},
      },
    },
    steps: { heartbeatTimeout: '2s' },
  });
  worker = await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

/** A day that nobody has had: halves of the sample, that of the day before and the next one's first quarter. */
async function nextDay(): Promise<{ readonly day: string; readonly rows: number }> {
  const number = days++;
  const day = `2020-10-${String(number + 1).padStart(2, '0')}`;
  const parts = Array.from({ length: partsOfDay }, (_, at) => ({
    part: (number * 2 + at) % 8,
    parts: 8,
    newerSeconds: number,
  }));
  let rows = 0;
  for (const part of parts) {
    const key = `${exportPrefix}type=decisions/date=${day}/experiment=1/part-${part.part}.parquet`;
    stack.s3.putObject(key, await fileOfPart(part));
    const [counted] = await askDuckDb(`SELECT count(*)::INTEGER AS n FROM (${rowsOfPart(part)})`);
    rows += Number(counted?.n);
  }
  stack.s3.putObject(`${exportPrefix}type=decisions/date=${day}/_SUCCESS`, '');
  loaded.push(...parts);
  return { day, rows };
}

const isPending = async (run: WorkflowHandle, activity: string): Promise<boolean> => {
  const { raw } = await run.describe();
  return (
    raw.pendingActivities?.some(({ activityType, state }) => activityType?.name === activity && state === 2) ?? false
  );
};

const storage = () => new DirectoryStorage(join(stack.folder, '.longshore'));
const stored = async (prefix: string): Promise<number> => (await collect(storage().list(prefix))).length;

/** Lets another worker finish a run, which must then have read each row of the day once. */
async function finish(run: WorkflowHandle, rows: number): Promise<void> {
  worker = await stack.startWorker();
  const { counts } = await resultOf(run);
  expect({ seed, ...counts }).toMatchObject({ seed, read: rows, delivered: rows, rejected: 0, skipped: 0, pending: 0 });
}

test('killed as it downloads: what has landed stays, and the rest is fetched', async () => {
  const { day, rows } = await nextDay();
  const slow = { method: 'GET', key: `${exportPrefix}type=decisions/date=${day}/experiment=1/part-1` } as const;
  stack.s3.addFault({ ...slow, action: { kind: 'delay', ms: 60_000 } });
  const before = await stored('landed/');
  const run = await startCourier(stack, { day });
  await until('all but one to have landed', async () => (await stored('landed/')) >= before + 2 * (partsOfDay - 1));
  await worker.kill('SIGKILL');
  stack.s3.clearFaults();
  const fetches = stack.s3.requests().filter(({ method }) => method === 'GET').length;
  await finish(run, rows);
  // The one whose download was cut, and none that had landed.
  expect(stack.s3.requests().filter(({ method }) => method === 'GET')).toHaveLength(fetches + 1);
}, 60_000);

test('killed in the middle of a file: the pieces that lie in storage are not fetched again', async () => {
  const key = `${exportPrefix}large.csv`;
  const content = randomBytes(20 * 1024 * 1024);
  stack.s3.putObject(key, content);
  // The first answer breaks off in its second piece of 8 MiB, and the next one does not come.
  stack.s3.addFault({ method: 'GET', key, times: 1, action: { kind: 'cut', bytes: 12 * 1024 * 1024 } });
  stack.s3.addFault({ method: 'GET', key, after: 1, action: { kind: 'delay', ms: 60_000 } });
  const before = await stored('landed/');
  const run = await startCourier(stack, {}, 'large');
  await until('the first piece to have landed', async () => (await stored('landed/')) > before);
  await worker.kill('SIGKILL');
  stack.s3.clearFaults();
  const calls = stack.s3.requests().length;
  await finish(run, 0);
  const answers = stack.s3
    .requests()
    .slice(calls)
    .filter((call) => call.method === 'GET' && call.key === key);
  expect(answers.map(({ status }) => status)).toEqual([206]);
  const landed = (await collect(listLanded(storage(), { courier: 'large' })))[0]?.files[0];
  const pieces = landed ? await collect(openLandedFile(storage(), landed)) : [];
  expect(Buffer.concat(pieces).equals(content)).toBe(true);
}, 60_000);

test.each(Array.from({ length: kills }, (_, kill) => kill + 1))(
  'killed at a random moment of a load (%i): the table has all of it or nothing, and in the end all',
  async () => {
    const { day, rows } = await nextDay();
    const run = await startCourier(stack, { day });
    await until('the load to be under way', () => isPending(run, 'loadFeed'));
    await new Promise((resolve) => setTimeout(resolve, random() * 150));
    await worker.kill('SIGKILL');
    await finish(run, rows);
  },
  60_000,
);

test('killed when rows and ledger are committed and the workflow knows of nothing: nothing is loaded again', async () => {
  const { day, rows } = await nextDay();
  await worker.kill('SIGKILL');
  const relay = await startTcpRelay(stack.temporal.address);
  worker = await stack.startWorker({ TEMPORAL_ADDRESS: relay.address });
  const reports = await stored('feed-reports/');
  const run = await startCourier(stack, { day });
  await until('the load to be under way', () => isPending(run, 'loadFeed'));
  relay.holdRequests();
  await until('the report that follows the commit', async () => (await stored('feed-reports/')) > reports);
  await worker.kill('SIGKILL');
  await relay.stop();
  expect(await isPending(run, 'loadFeed')).toBe(true);
  await finish(run, rows);
}, 60_000);

test('in the end the table is what the newest of all rows make it, each file stands once in the ledger, and nothing is left to do', async () => {
  const run = await startCourier(stack, { all: true });
  expect((await resultOf(run)).counts).toMatchObject({ read: 0, delivered: 0 });
  await worker.kill('SIGTERM');
  const warehouse = join(stack.folder, 'warehouse.duckdb');
  const all = loaded.map(rowsOfPart).join(' UNION ALL ');
  const newest = `SELECT * FROM (${all}) QUALIFY row_number() OVER (PARTITION BY uuid ORDER BY process_timestamp DESC) = 1`;
  const columns = 'uuid, timestamp::VARCHAR, process_timestamp::VARCHAR, visitor_id, to_json(attributes)::VARCHAR';
  const digest = (from: string) =>
    `SELECT count(*)::INTEGER AS n, bit_xor(hash(${columns}))::VARCHAR AS digest FROM (${from})`;
  const expected = await askDuckDb(digest(newest));
  expect({ seed, rows: await askDuckDb(digest(`SELECT * FROM "${feed}"`), warehouse) }).toEqual({
    seed,
    rows: expected,
  });
  const ledger = 'SELECT count(*)::INTEGER AS n, count(DISTINCT name)::INTEGER AS names FROM _longshore.objects';
  expect(await askDuckDb(ledger, warehouse)).toEqual([{ n: loaded.length, names: loaded.length }]);
}, 60_000);
