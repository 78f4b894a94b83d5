import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalStack, startLocalStack } from '../../sandbox/local-stack';
import { requireTables } from '../../src/cli/tables';
import { importWorkflowId } from '../../src/contract/names';
import type { RunResult } from '../../src/contract/run';
import { landedFolder, PieceWriter, type Storage, writeLanded } from '../../src/storage';
import { batchSession } from '../cli/batch-session';
import { resultOf, until } from './run-import';

const decisions = join(
  __dirname,
  '../fixtures/optimizely-e3/v1/account_id=12345/type=decisions/date=2020-09-13/experiment=18156943409',
  'part-00000-f1c6c551-2762-401d-bc5e-c4dfb9cfd078.c000.snappy.parquet',
);
const landAs = { tag: 'decisions', contentType: 'application/x-parquet' } as const;
const settings = {
  connections: {
    bucket: { type: 's3', bucket: 'events', region: 'us-east-1', credentials: { type: 'default' } },
    tables: { type: 'duckdb', path: 'warehouse.duckdb' },
  },
  feeds: {
    'Optimizely:Decisions': {
      ...{ table: 'tables', primaryKey: ['uuid'], lastUpdated: 'process_timestamp' },
      fields: { uuid: { type: 'string' }, process_timestamp: { type: 'datetime' }, attributes: { type: 'nested' } },
    },
  },
  couriers: {
    optimizely: {
      source: 'bucket',
      entities: [
        {
          'object/type': 'file',
          'object/file-pattern': "'type=decisions/date='yyyy-MM-dd'/*.parquet'",
          'object/land-as': { 'file/tag': landAs.tag, 'file/content-type': landAs.contentType },
        },
      ],
      loadOperations: { 'Optimizely:Decisions': [{ type: 'load', file: landAs.tag }] },
    },
  },
  steps: { heartbeatTimeout: '2s' },
};

/** Copies of one file: a load that takes long enough to be killed. */
const parts = 30;

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack({ sections: settings });
}, 60_000);
afterAll(() => stack?.stop());

/** As a run before has done. */
async function land(storage: Storage, part: number, content: Uint8Array): Promise<void> {
  const version = { name: `type=decisions/date=2020-09-13/part-${part}.parquet`, etag: 'e1', day: '2020-09-13' };
  const key = `${landedFolder('optimizely', version)}/0`;
  const writer = new PieceWriter(storage, key);
  await writer.write(content);
  const files = [{ landAs, key, ...(await writer.end()) }];
  const landed = {
    size: content.length,
    timestamp: 0,
    landedAt: Date.now(),
    runId: 'before',
    settings: [{ hash: 'of-before', tags: [landAs.tag] }],
    files,
  };
  await writeLanded(storage, { courier: 'optimizely', ...version, ...landed });
}

test('a worker that is killed in a load: the next one has the tables, and each row is in them once', async () => {
  const content = readFileSync(decisions);
  for (let part = 0; part < parts; part += 1) await land(batchSession(stack).storage, part, content);
  let worker = await stack.startWorker();
  await until('it to have the tables', () => worker.log().includes('tables open'));
  const run = await stack.client.workflow.start('courier', {
    workflowId: importWorkflowId('optimizely'),
    taskQueue: 'longshore',
    workflowTaskTimeout: '3s',
    args: [{ import: 'optimizely', options: { loadOnly: true, day: '2020-09-13' } }],
  });
  await until('the load to have begun', async () => {
    const { raw, status } = await run.describe();
    expect(status.name).toBe('RUNNING');
    return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'loadFeed') ?? false;
  });
  await worker.kill('SIGKILL');
  worker = await stack.startWorker();
  const { counts } = (await resultOf(run)) satisfies RunResult;
  expect(counts).toEqual({
    ...{ read: parts * 9_001, delivered: 9_001, rejected: 0 },
    ...{ skipped: (parts - 1) * 9_001, pending: 0 },
  });
  const { tables } = await requireTables(batchSession(stack), 'tables');
  expect(tables).toMatchObject([{ name: 'Optimizely:Decisions', rows: 9_001 }]);
}, 90_000);
