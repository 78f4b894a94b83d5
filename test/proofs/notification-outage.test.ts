import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { stringify } from 'yaml';
import { startWebHookSink, type WebHookSink } from '../../sandbox/web-hook-sink';
import { castFailures, createNotificationActivities, Governors } from '../../src/activities';
import { notifyWorkflowId, notifyWorkflowType } from '../../src/contract/names';
import { idempotencyKey, type NotifyInput } from '../../src/contract/notification';
import { findTimeSkippingServer } from '../../src/dev-server';
import { provingAll } from './run-import';

const hour = 3_600_000;
const taskQueue = 'longshore';
let folder: string;
let env: TestWorkflowEnvironment;
let sink: WebHookSink;
let backAt = 0;
/** When the hook was tried last. */
let triedAt = 0;
let stop: () => Promise<void>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-outage-'));
  sink = await startWebHookSink('0123456789abcdef');
  const configPath = join(folder, 'longshore.yaml');
  const channels = { hook: { type: 'webhook', url: sink.url('/hook'), secret: '0123456789abcdef' } };
  await writeFile(configPath, stringify({ notifications: { channels } }));
  const { path } = await findTimeSkippingServer({ env: process.env });
  env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const context = { configPath, env: process.env, taskQueue, governors: new Governors() };
  const activities = createNotificationActivities(context);
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowsPath: require.resolve('../../src/workflows/notify'),
    interceptors: { activity: [castFailures] },
    activities: {
      // The hook is down by the clock of the server, whose hours pass at once.
      sendNotification: async (input: NotifyInput) => {
        triedAt = await env.currentTimeMs();
        sink.answer('/hook', { status: triedAt < backAt ? 503 : 200 });
        return activities.sendNotification(input);
      },
    },
  });
  const running = worker.run();
  stop = async () => {
    worker.shutdown();
    await running;
  };
}, 60_000);
afterAll(async () => {
  await stop?.();
  await env?.teardown();
  await sink?.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = (run: string) => {
  const at = '2026-01-31T06:00:00.000Z';
  const input: NotifyInput = {
    channel: 'hook',
    notification: { event: 'failed', key: `failed/${run}`, at, text: 'It has failed.' },
  };
  const workflowId = notifyWorkflowId(idempotencyKey(input));
  return env.client.workflow.start(notifyWorkflowType, { workflowId, taskQueue, args: [input] });
};

test('a web hook that is down for an hour loses no message', async () => {
  const began = await env.currentTimeMs();
  backAt = began + hour;
  const runs = provingAll ? ['r-1', 'r-2', 'r-3'] : ['r-1'];
  const handles = await Promise.all(runs.map(start));
  await Promise.all(handles.map((handle) => handle.result()));
  // The longest wait between two attempts.
  expect(triedAt).toBeLessThan(began + hour + 11 * 60_000);
  const keys = sink.messages.map(({ key }) => key);
  expect([...new Set(keys)].sort()).toEqual(runs.map((run) => `failed/${run}/hook`));
  expect(keys.length).toBeGreaterThan(10 * runs.length);
  expect(sink.messages.every(({ signed }) => signed)).toBe(true);
}, 30_000);
