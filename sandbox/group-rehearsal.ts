import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { stringify } from 'yaml';
import {
  castFailures,
  createCourierGroupActivities,
  createNotificationActivities,
  createRunActivities,
} from '../src/activities';
import { Governors } from '../src/activities/delivery/governors';
import { findTimeSkippingServer } from '../src/dev-server';
import type { GroupWorld } from './group-workflows';

const taskQueue = 'longshore';
const file = (courier: string) => ({
  'object/type': 'file',
  'object/file-pattern': `'${courier}/'yyyy-MM-dd'.csv'`,
  'object/land-as': { 'file/tag': courier, 'file/content-type': 'text/csv' },
});

export interface GroupRehearsal {
  readonly env: TestWorkflowEnvironment;
  readonly configPath: string;
  readonly taskQueue: string;
  stop(): Promise<void>;
}

/**
 * Groups whose couriers stand in, on a server that skips time: a year takes a minute. Bookmarks, journals and records lie in a
 * folder, as those of true runs do.
 */
export async function rehearseGroups(
  courierGroups: Readonly<Record<string, unknown>>,
  couriers: readonly string[],
  world: GroupWorld,
): Promise<GroupRehearsal> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-groups-'));
  const configPath = join(folder, 'longshore.yaml');
  const config = {
    connections: { bucket: { type: 's3', bucket: 'files', region: 'us-east-1', credentials: { type: 'default' } } },
    bookmarks: { type: 'directory', path: 'bookmarks' },
    couriers: Object.fromEntries(
      couriers.map((name) => [name, { source: 'bucket', entities: [file(name)], loadOperations: {} }]),
    ),
    courierGroups,
  };
  await writeFile(configPath, stringify(config, { aliasDuplicateObjects: false }));
  const { path } = await findTimeSkippingServer({ env: process.env });
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const context = { configPath, env: process.env, taskQueue, governors: new Governors() };
  const worker = await Worker.create({
    connection: env.nativeConnection,
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
  return {
    ...{ env, configPath, taskQueue },
    stop: async () => {
      worker.shutdown();
      await running;
      await env.teardown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
