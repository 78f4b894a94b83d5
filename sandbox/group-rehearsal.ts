import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, Worker } from '@temporalio/worker';
import { stringify } from 'yaml';
import {
  castFailures,
  createCourierGroupActivities,
  createNotificationActivities,
  createRunActivities,
} from '../src/activities';
import { Governors } from '../src/activities/delivery/governors';
import { loadConfig } from '../src/config';
import { findTemporal, findTimeSkippingServer, startDevServer } from '../src/dev-server';
import { connect } from '../src/runs/connect';
import type { Session } from '../src/runs/session';
import { openStorage } from '../src/storage';
import type { GroupWorld } from './group-workflows';

const taskQueue = 'longshore';
const file = (courier: string) => ({
  'object/type': 'file',
  'object/file-pattern': `'${courier}/'yyyy-MM-dd'.csv'`,
  'object/land-as': { 'file/tag': courier, 'file/content-type': 'text/csv' },
});

type CourierGroups = Readonly<Record<string, unknown>>;

export interface GroupRehearsal {
  readonly env: TestWorkflowEnvironment;
  readonly configPath: string;
  readonly taskQueue: string;
  stop(): Promise<void>;
}

/** Groups on the server that people have, which knows schedules, and where an hour takes an hour. */
export interface ScheduledGroups {
  readonly session: Session;
  stop(): Promise<void>;
}

/** Groups whose couriers stand in, on a server that skips time: a year takes a minute. */
export async function rehearseGroups(
  courierGroups: CourierGroups,
  couriers: readonly string[],
  world: GroupWorld,
): Promise<GroupRehearsal> {
  const { folder, configPath } = await configure(courierGroups, couriers);
  const { path } = await findTimeSkippingServer({ env: process.env });
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const endWork = await work(env.nativeConnection, configPath, world);
  return {
    ...{ env, configPath, taskQueue },
    stop: async () => {
      await endWork();
      await env.teardown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same couriers, and commands that make and steer the schedules of their groups. */
export async function rehearseScheduledGroups(
  courierGroups: CourierGroups,
  couriers: readonly string[],
  world: GroupWorld,
): Promise<ScheduledGroups> {
  const { folder, configPath } = await configure(courierGroups, couriers, { steps: { dependencyLook: '100ms' } });
  const { path: binary } = await findTemporal({ env: process.env });
  const server = await startDevServer({ binary, headless: true });
  const native = await NativeConnection.connect({ address: server.address });
  const endWork = await work(native, configPath, world);
  const connected = await connect({ folder, env: { ...process.env, TEMPORAL_ADDRESS: server.address } });
  const config = loadConfig({ path: configPath, env: process.env });
  return {
    session: { ...connected, config, storage: openStorage(config.storage) },
    stop: async () => {
      await endWork();
      await native.close();
      await connected.connection.close();
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Bookmarks, journals and records lie in a folder, as those of true runs do. */
async function configure(courierGroups: CourierGroups, couriers: readonly string[], sections: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-groups-'));
  const configPath = join(folder, 'longshore.yaml');
  const config = {
    connections: { bucket: { type: 's3', bucket: 'files', region: 'us-east-1', credentials: { type: 'default' } } },
    bookmarks: { type: 'directory', path: 'bookmarks' },
    couriers: Object.fromEntries(
      couriers.map((name) => [name, { source: 'bucket', entities: [file(name)], loadOperations: {} }]),
    ),
    courierGroups,
    ...sections,
  };
  await writeFile(configPath, stringify(config, { aliasDuplicateObjects: false }));
  return { folder, configPath };
}

/** Starts a worker, and answers what ends it. */
async function work(connection: NativeConnection, configPath: string, world: GroupWorld): Promise<() => Promise<void>> {
  const context = { configPath, env: process.env, taskQueue, governors: new Governors() };
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: require.resolve('./group-workflows'),
    interceptors: { activity: [castFailures] },
    activities: {
      ...createRunActivities(context),
      ...createCourierGroupActivities(context),
      ...createNotificationActivities(context),
      ...world,
    },
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}
