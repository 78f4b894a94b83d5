import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { importWorkflowId } from '../../src/contract/names';
import type { JournalEntry, RunResult } from '../../src/contract/run';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ steps: { target: '2s', heartbeatTimeout: '2s' } });
  await stack.startWorker();
});
afterAll(() => stack?.stop());

async function run(): Promise<{ result: RunResult; journal: string[] }> {
  const handle = await stack.client.workflow.start('filesToOdp', {
    workflowId: importWorkflowId('offline-stores'),
    taskQueue: 'longshore',
    args: [{ import: 'offline-stores' }],
  });
  const result = (await handle.result()) as RunResult;
  const journal = await handle.query<JournalEntry[]>('journal');
  return { result, journal: journal.map((entry) => entry.text) };
}

describe('files to ODP', () => {
  it('imports what is there, then nothing, then only what is new', async () => {
    const stores = Array.from({ length: 250 }, (_, number) => storeNumber(number));
    await stack.putFile('a.json', JSON.stringify(stores.slice(0, 100)));
    await stack.putFile('b.json', JSON.stringify(stores.slice(100)));
    const first = await run();
    expect(first.result.counts).toEqual({ read: 250, delivered: 250, rejected: 0, skipped: 0, pending: 0 });
    // A rename of the import would begin here as well, and must be seen.
    const announced = 'First use of the bookmark offline-stores: no run of this name is known, all is imported';
    expect(first.journal[0]).toBe(announced);
    await stack.odp.drain();
    expect(stack.odp.object('ocp_quickstart_offline_stores').size).toBe(250);

    const second = await run();
    expect(second.result.counts.read).toBe(0);
    expect(second.journal).not.toContain(announced);

    await stack.putFile('c.json', JSON.stringify([storeNumber(3, 1)]));
    const third = await run();
    expect(third.result.counts.delivered).toBe(1);
    expect(third.result.files).toEqual({ found: 1, done: 1, quarantined: 0 });
  });
});
