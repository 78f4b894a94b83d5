import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { type CommandEnd, longshore } from './longshore-command';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ import: { settle: '1s' } });
  const stores = Array.from({ length: 3_000 }, (_, number) => storeNumber(number));
  await stack.putFile('a.json', JSON.stringify(stores));
  await stack.putFile('b.json', JSON.stringify([{ name: 'has no id' }, ...stores.slice(0, 99)]));
  await stack.startWorker();
});
afterAll(() => stack?.stop());

const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });

test('run --watch --json prints a line a look, and the run as the last; later the run is told the same everywhere', async () => {
  const { exitCode, stdout, stderr } = await command('run', 'offline-stores', '--watch', '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const closing = lines.pop();
  expect(closing).toMatchObject({
    import: 'offline-stores',
    workflowId: 'import/offline-stores',
    status: 'COMPLETED',
    closedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    files: { found: 2, done: 2, quarantined: 0 },
    counts: { read: 3_100, delivered: 3_099, rejected: 1, skipped: 0, pending: 0 },
    rejects: 'rejects/offline-stores/',
  });
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toMatchObject({ runId: closing?.runId, status: 'RUNNING', phase: expect.any(String) });
    expect(line).not.toHaveProperty('closedAt');
  }

  expect(JSON.parse((await command('show', 'offline-stores', '--json')).stdout)).toEqual(closing);
  expect(JSON.parse((await command('runs', '--json', '--status', 'completed')).stdout)).toEqual([closing]);
  expect((await command('runs', '--json', '--status', 'failed')).stdout).toBe('[]\n');
  expect((await command('watch', 'offline-stores', '--json')).stdout).toBe(`${JSON.stringify(closing)}\n`);
});

test('run --wait --json prints how the run ended and nothing else', async () => {
  const { exitCode, stdout, stderr } = await command('run', 'offline-stores', '--wait', '--json', '--fail-on-empty');
  expect({ exitCode, stderr }).toEqual({ exitCode: 9, stderr: '' });
  expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED', files: { found: 0 } });
});
