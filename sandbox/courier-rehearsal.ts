import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heartbeat, sleep } from '@temporalio/activity';
import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { stringify } from 'yaml';
import { castFailures, createCourierGroupActivities, createRunActivities } from '../src/activities';
import type { CourierActivities, TableActivities } from '../src/activities/courier-activities';
import type { CourierFilesFound } from '../src/activities/couriers/courier-requests';
import { Governors } from '../src/activities/delivery/governors';
import { loadConfig } from '../src/config';
import { LongshoreError } from '../src/contract/failure';
import { importWorkflowId } from '../src/contract/names';
import type { RunOptions } from '../src/contract/run-options';
import { findTemporal, startDevServer } from '../src/dev-server';
import { connect } from '../src/runs/connect';
import type { Session } from '../src/runs/session';
import { openStorage } from '../src/storage';

const taskQueue = 'longshore';

/** What each load comes to. */
export const loadedCounts = { read: 10, errors: 1, rejected: 2, inserted: 4, updated: 3 };

/** What finding comes to. */
export function found(total: number): CourierFilesFound {
  return { list: { hash: `found-${total}`, total }, objects: total, bytes: total * 10, days: 1, notes: [] };
}

/** The same, where a marker is not there. */
export function lacking(of: CourierFilesFound): CourierFilesFound {
  const message = 'There is no marker of decisions for 2020-09-13';
  return { ...of, missing: new LongshoreError('files-not-ready', message).report() };
}

/** What the activities of a courier do that stand in for those of a worker, and what they were asked. */
export interface CourierWorld {
  find(look: number, skipMissing: boolean): CourierFilesFound;
  /** Throws where a load fails, and answers true where it works until it is interrupted. */
  load(feed: number, attempt: number): boolean;
  asked: string[];
}

/** A load that fails the first time that a feed is loaded. */
export function failsOnce(of: number): CourierWorld['load'] {
  return (feed, attempt) => {
    if (feed === of && attempt === 1) throw new LongshoreError('load-threshold', 'Too many rows are bad');
    return false;
  };
}

export interface CourierRehearsal {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly session: Session;
  readonly world: CourierWorld;
  /** Begins a world anew in which all goes well. */
  fresh(): void;
  start(name: string, options: RunOptions): Promise<WorkflowHandleWithFirstExecutionRunId>;
  stop(): Promise<void>;
}

const file = (tag: string, pattern: string) => ({
  'object/type': 'file',
  'object/file-pattern': pattern,
  'object/land-as': { 'file/tag': tag, 'file/content-type': 'text/csv' },
});
const feed = { table: 'tables', primaryKey: ['id'], fields: { id: { type: 'string' } } };
const courier = {
  source: 'bucket',
  entities: [file('decisions', "'d/'yyyy-MM-dd'.csv'"), file('conversions', "'c/'yyyy-MM-dd'.csv'")],
  loadOperations: {
    'Shop:Decisions': [{ type: 'load', file: 'decisions' }],
    'Shop:Conversions': [{ type: 'load', file: 'conversions' }],
  },
};
const config = {
  connections: {
    bucket: {
      ...{ type: 's3', bucket: 'files', region: 'us-east-1', endpoint: 'http://127.0.0.1:9' },
      credentials: { type: 'access-key', accessKeyId: 'key', secretAccessKey: 'secret' },
    },
    tables: { type: 'postgres', url: 'postgres://127.0.0.1:9/tables' },
  },
  feeds: { 'Shop:Decisions': feed, 'Shop:Conversions': feed },
  couriers: {
    shop: { ...courier, lookBack: '2d' },
    patient: { ...courier, wait: '1s' },
    held: { ...courier, resolveWithin: '1h' },
    briefly: { ...courier, resolveWithin: '500ms' },
    undated: { ...courier, entities: [file('decisions', 'd.csv'), file('conversions', 'c.csv')], loadOperations: {} },
  },
  courierGroups: {
    nightly: {
      schedule: { cron: '30 8 * * *', timeZone: 'America/New_York' },
      couriers: [{ courier: 'shop', offset: '24h' }, { courier: 'undated' }],
    },
  },
};

/** Couriers whose runs a real Temporal server works; what lies in bucket and tables is what is said of them. */
export async function rehearseCouriers(dynamicConfig?: Readonly<Record<string, unknown>>): Promise<CourierRehearsal> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-rehearsal-'));
  const configPath = join(folder, 'longshore.yaml');
  await writeFile(configPath, stringify(config, { aliasDuplicateObjects: false }));
  const { path: binary } = await findTemporal({ env: process.env });
  const server = await startDevServer({ binary, headless: true, ...(dynamicConfig ? { dynamicConfig } : {}) });
  const env = { ...process.env, TEMPORAL_ADDRESS: server.address };
  const world: CourierWorld = { find: () => found(3), load: () => false, asked: [] };
  let looks = 0;
  const loads = new Map<number, number>();
  const doubled: CourierActivities & TableActivities = {
    async findCourierFiles({ window, skipMissing }) {
      looks += 1;
      world.asked.push(`find ${JSON.stringify(window)}${skipMissing ? ' skipMissing' : ''}`);
      return world.find(looks, skipMissing);
    },
    async listLanded() {
      world.asked.push('listLanded');
      return { list: { hash: 'landed', total: 2 }, bytes: 20, notes: [] };
    },
    async compareWithLedger({ list, feeds }) {
      world.asked.push(`compare ${list.hash} ${feeds.join()}`);
      const works = feeds.map((index) => ({ feed: index, objects: list.total, bytes: list.total * 10 }));
      return { list: { hash: `${list.hash}-planned`, total: list.total }, feeds: works, toLoad: list.total };
    },
    async landFiles({ list, position, all }) {
      world.asked.push(`land ${list.hash} ${position}${all ? ' all' : ''}`);
      // Two objects a step.
      const reached = Math.min(list.total, position + 2);
      return { position: reached, landed: { objects: reached - position, bytes: 10 }, notes: [] };
    },
    async loadFeed({ list, feed: index, loadId, runId }) {
      world.asked.push(`load ${index} ${list.hash}${loadId.slice(runId.length)}`);
      const attempt = (loads.get(index) ?? 0) + 1;
      loads.set(index, attempt);
      for (const works = world.load(index, attempt); works; await sleep(50)) heartbeat();
      const name = index === 0 ? 'Shop:Decisions' : 'Shop:Conversions';
      return { feed: name, counts: loadedCounts, files: list.total, repeated: false, notes: [] };
    },
  };
  const context = { configPath, env, taskQueue, governors: new Governors() };
  const native = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    workflowsPath: require.resolve('../src/workflows'),
    interceptors: { activity: [castFailures] },
    maxHeartbeatThrottleInterval: 100,
    activities: {
      ...createRunActivities(context),
      ...createCourierGroupActivities(context),
      ...doubled,
    },
  });
  const running = worker.run();
  const client = new Client({ connection: await Connection.connect({ address: server.address }) });
  const connected = await connect({ folder, env });
  const loaded = loadConfig({ path: configPath, env });
  return {
    ...{ folder, env, world },
    session: { ...connected, config: loaded, storage: openStorage(loaded.storage) },
    fresh: () => {
      looks = 0;
      loads.clear();
      Object.assign(world, { find: () => found(3), load: () => false, asked: [] });
    },
    start: (name, options) =>
      client.workflow.start('courier', {
        ...{ workflowId: importWorkflowId(name), taskQueue, args: [{ import: name, options }] },
      }),
    stop: async () => {
      worker.shutdown();
      await running;
      await native.close();
      await client.connection.close();
      await connected.connection.close();
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
