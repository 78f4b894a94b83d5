import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from '@temporalio/worker';

const folder = resolve(__dirname, '../replay');
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const workflowBundle = { codePath: resolve(__dirname, '../../dist/src/workflow-bundle.js') };

function workflowIdOf(name: string): string {
  if (name.startsWith('courier-')) return 'import/held';
  if (name.startsWith('group-')) return 'group/nightly';
  if (name.startsWith('batch-')) return 'batch/recorded';
  if (name === 'scheduled.json') return 'schedule/recorded';
  if (name.startsWith('commerce-')) return name === 'commerce-orders.json' ? 'import/orders' : 'import/customers';
  return name === 'bookmark.json' ? 'bookmark/offline-stores' : 'import/offline-stores';
}

test('there are recorded histories of every kind of run', () => {
  expect(names.length).toBeGreaterThanOrEqual(12);
});

test.each(names)(
  '%s replays against today’s code',
  async (name) => {
    const history = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
    await Worker.runReplayHistory({ workflowBundle }, history, workflowIdOf(name));
  },
  30_000,
);

test('a history that the code would not make is refused', async () => {
  const text = readFileSync(join(folder, 'nothing-new.json'), 'utf8').replaceAll('"listFiles"', '"somethingElse"');
  await expect(
    Worker.runReplayHistory({ workflowBundle }, JSON.parse(text) as object, 'import/offline-stores'),
  ).rejects.toThrow();
}, 30_000);
