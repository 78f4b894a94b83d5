import { type CommerceStack, startCommerceStack } from '../../sandbox/commerce-stack';
import { customersImport, ordersImport } from '../proofs/commerce-run';
import { type CommandEnd, longshore } from './longshore-command';

let stack: CommerceStack;
beforeAll(async () => {
  stack = await startCommerceStack({
    shop: { shop: { seed: 5, customers: 60, badCustomers: 0.05, orders: 20, categories: 10, products: 10 } },
    imports: {
      // Written before what it waits for.
      orders: { ...ordersImport, dependsOn: ['customers'] },
      customers: { ...customersImport, maxRejectRate: 1 },
      categories: { ...customersImport, type: 'commerce-categories' },
      strict: { ...customersImport, maxRejects: 0 },
      'after-strict': { ...ordersImport, dependsOn: ['categories', 'strict'] },
      'after-that': { ...ordersImport, dependsOn: ['after-strict'] },
      'beside-strict': { ...ordersImport, dependsOn: [{ import: 'strict', required: false }] },
      'delete-catalog': { type: 'catalog-deletion', destination: 'klaviyo' },
    },
    steps: { heartbeatTimeout: '10s', dependencyLook: '100ms' },
  });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });

interface Ended {
  readonly import: string;
  readonly status: string;
  readonly startedAt?: string;
  readonly closedAt?: string;
  readonly why?: string;
}

test('all run in the order of dependsOn, those that do not wait side by side; what depends on a failed one does not start', async () => {
  const { exitCode, stdout, stderr } = await command('run', '--all', '--json');
  const ended = new Map(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Ended)
      .map((run) => [run.import, run]),
  );
  expect(Object.fromEntries([...ended].map(([name, { status }]) => [name, status]))).toEqual({
    orders: 'COMPLETED',
    customers: 'COMPLETED',
    categories: 'COMPLETED',
    strict: 'FAILED',
    'after-strict': 'NOT_STARTED',
    'after-that': 'NOT_STARTED',
    'beside-strict': 'COMPLETED',
  });
  const at = (name: string, time: 'startedAt' | 'closedAt'): number => Date.parse(ended.get(name)?.[time] ?? '');
  // Customers completed with rejects, which counts.
  expect(at('orders', 'startedAt')).toBeGreaterThanOrEqual(at('customers', 'closedAt'));
  expect(at('beside-strict', 'startedAt')).toBeGreaterThanOrEqual(at('strict', 'closedAt'));
  for (const first of ['customers', 'categories', 'strict']) {
    for (const second of ['customers', 'categories', 'strict']) {
      expect(at(first, 'startedAt')).toBeLessThan(at(second, 'closedAt'));
    }
  }
  expect(ended.get('after-strict')?.why).toBe('strict has not completed, which it depends on');
  expect(ended.get('after-that')?.why).toBe('after-strict has not completed, which it depends on');
  // That it failed is the worst of it.
  expect(exitCode).toBe(1);
  expect(stderr.match(/^Started .*$/gm)).toHaveLength(5);
}, 60_000);

test('what runs already is told, and so is what depends on it; the time to wait may be over before the runs are', async () => {
  stack.klaviyo.setOptions({ queuedMs: 60_000 });
  const { stdout: started } = await command('run', 'customers', '--json');
  const { exitCode, stdout, stderr } = await command('run', '--all', '--timeout', '3s');
  expect(JSON.parse(started)).toMatchObject({ status: 'RUNNING' });
  expect(stdout).toMatch(/^customers not started: already-running: /m);
  expect(stdout).toMatch(/^orders not started: customers has not completed, which it depends on$/m);
  expect(stderr).toMatch(/^categories goes on after 3\.0s: longshore watch categories$/m);
  expect(stdout).not.toContain('delete-catalog');
  // Worse than runs that go on.
  expect(exitCode).toBe(7);
}, 60_000);

test.each([
  [['orders'], 'the name of one, orders'],
  [['--ids', 'a'], '--ids'],
  [['--start-id', 'a'], '--start-id'],
  [['--of', 'products'], '--of'],
  [['--no-wait-for-dependencies'], '--no-wait-for-dependencies'],
])('--all does not go with %j', async (args, given) => {
  const { exitCode, stdout, stderr } = await command('run', '--all', ...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`--all runs every import, and does not go with ${given}\n`);
});
