import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookAtSchedules } from '../src/schedule-watch';
import { type Misses, openStorage } from '../src/storage';
import { configFile, goodFile } from './config/config-file';

const { load } = configFile();
const file = `${goodFile}notifications:\n  channels: { hook: { type: webhook, url: https://example.com/hook } }\n`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longshore-misses-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each miss is told once, also when Temporal does not take it at first', async () => {
  const storage = openStorage({ type: 'directory', path: folder });
  const config = load(file);
  const started: string[] = [];
  let takes = true;
  const workflow = {
    start: async (
      _: string,
      { workflowId, args }: { workflowId: string; args: [{ notification: { text: string } }] },
    ) => {
      if (!takes) throw new Error('not now');
      started.push(`${workflowId}: ${args[0].notification.text.split(',')[0]}`);
    },
  };
  const errors: string[] = [];
  // What handing over takes of a client.
  const client = { workflow, withDeadline: (_: number, work: () => unknown) => work() } as never;
  const to = { client, taskQueue: 'longshore', log: { error: (message: string) => void errors.push(message) } };
  const look = async (misses: Misses | undefined): Promise<void> =>
    lookAtSchedules(config, { storage, missesOf: async () => misses, to });

  await look(undefined);
  await look({ createdAt: 1_000, missed: 0 });
  expect(started).toEqual([]);
  await look({ createdAt: 1_000, missed: 1 });
  await look({ createdAt: 1_000, missed: 1 });
  takes = false;
  await look({ createdAt: 1_000, missed: 4 });
  expect(errors).toEqual(['Temporal does not take a notification: it is not sent']);
  takes = true;
  await look({ createdAt: 1_000, missed: 4 });
  // Deleted and applied anew.
  await look({ createdAt: 2_000, missed: 1 });
  const id = 'notify/schedule-missed/import/offline-stores';
  expect(started).toEqual([
    `${id}/1000-1/hook: offline-stores missed a fire of its schedule`,
    `${id}/1000-4/hook: offline-stores missed 3 fires of its schedule`,
    `${id}/2000-1/hook: offline-stores missed a fire of its schedule`,
  ]);
});

test('nothing is looked at where nobody wants to know', async () => {
  const storage = openStorage({ type: 'directory', path: folder });
  const missesOf = () => Promise.reject(new Error('looked'));
  const to = { client: {} as never, taskQueue: 'longshore', log: { error: () => undefined } };
  await lookAtSchedules(load(goodFile), { storage, missesOf, to });
  await lookAtSchedules(load(`${file}  events: [failed]\n`), { storage, missesOf, to });
});
