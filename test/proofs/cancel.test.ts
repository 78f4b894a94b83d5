import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { isCancellation } from '@temporalio/workflow';
import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { importName, journalOf, objectName, resultOf, start, until } from './run-import';

const stores = 5_000;
const command = resolve(__dirname, '../../dist/src/client.js');
let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ steps: { heartbeatTimeout: '2s' }, odp: { latencyMs: 150 }, import: { concurrency: 2 } });
  await stack.startWorker();
});
afterAll(() => stack?.stop());

async function longshore(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const answer = await promisify(execFile)(process.execPath, [command, '--config', stack.configPath, ...args], {
      env: stack.env,
    });
    return { code: 0, ...answer };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

async function accepted(): Promise<number> {
  await stack.odp.drain();
  return stack.odp.object(objectName).size;
}

describe('cancelling in the middle of a file', () => {
  test.each(['Temporal', 'the signal', 'the command'])(
    'by %s closes within 5 s, and the next run completes the rest',
    async (by) => {
      const from = by === 'Temporal' ? 0 : by === 'the signal' ? stores : 2 * stores;
      const records = Array.from({ length: stores }, (_, number) => storeNumber(from + number));
      await stack.putFile(`${by.replaceAll(' ', '-')}.json`, JSON.stringify(records));
      const before = await accepted();
      const handle = await start(stack);
      await until('some records to arrive', async () => (await accepted()) > before + 500);

      const asked = Date.now();
      if (by === 'Temporal') await handle.cancel();
      else if (by === 'the signal') await handle.signal('cancel', { reason: 'wrong file' });
      else expect(await longshore('cancel', importName, '--reason', 'wrong file')).toMatchObject({ code: 0 });
      const ending = await handle.result().catch((error: { cause: unknown }) => error.cause);
      expect(isCancellation(ending)).toBe(true);
      expect((await handle.describe()).status.name).toBe('CANCELLED');
      expect(Date.now() - asked).toBeLessThan(5_000);

      const first = await handle.query<{ counts: { delivered: number; read: number } }>('progress');
      expect(first.counts.delivered).toBeGreaterThan(0);
      expect(first.counts.delivered).toBeLessThan(stores);
      if (by !== 'Temporal') expect((await journalOf(handle)).join('\n')).toContain('wrong file');
      const { counts } = await resultOf(await start(stack));
      expect(first.counts.delivered + counts.delivered).toBe(stores);
      expect(await accepted()).toBe(before + stores);
    },
    60_000,
  );

  test('pausing lets it rest, resuming goes on', async () => {
    await stack.putFile(
      'pause.json',
      JSON.stringify(Array.from({ length: stores }, (_, number) => storeNumber(4 * stores + number))),
    );
    const before = await accepted();
    const handle = await start(stack);
    await until('some records to arrive', async () => (await accepted()) > before + 500);
    await handle.signal('pause');
    const paused = async () => (await handle.query<{ status: string }>('progress')).status === 'PAUSED';
    await until('the run to pause', paused);
    await new Promise((done) => setTimeout(done, 3_000));
    const resting = await accepted();
    await new Promise((done) => setTimeout(done, 1_000));
    expect(await accepted()).toBe(resting);
    await handle.signal('resume');
    expect((await resultOf(handle)).counts.delivered).toBe(stores);
  }, 60_000);
});

test('of two starts at once one runs, and the other is told so', async () => {
  await stack.putFile(
    'twice.json',
    JSON.stringify(Array.from({ length: stores }, (_, number) => storeNumber(3 * stores + number))),
  );
  const [one, other] = await Promise.all([
    longshore('run', importName, '--wait', '--json'),
    longshore('run', importName, '--wait', '--json'),
  ]);
  expect([one.code, other.code].sort()).toEqual([0, 7]);
  const [told, ran] = one.code === 7 ? [one, other] : [other, one];
  expect(told.stderr).toContain('already-running: A run of offline-stores is working since');
  expect(told.stdout).toBe('');
  expect(JSON.parse(ran.stdout)).toMatchObject({
    import: importName,
    status: 'COMPLETED',
    counts: { delivered: stores },
  });
}, 60_000);

test('a run under a foreign workflow id fails at once and tells the right command', async () => {
  const handle = await stack.client.workflow.start('filesToOdp', {
    workflowId: 'by-hand',
    taskQueue: 'longshore',
    args: [{ import: importName }],
  });
  await expect(handle.result()).rejects.toMatchObject({
    cause: { type: 'wrong-workflow-id', message: expect.stringContaining('longshore run offline-stores') },
  });
});
