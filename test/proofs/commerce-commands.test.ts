import { type CommerceStack, startCommerceStack } from '../../sandbox/commerce-stack';
import { type Reject, readRejects } from '../../src/storage';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { type CommandEnd, longshore } from '../cli/longshore-command';
import { collect } from '../storage/scratch-storage';
import { customersImport, expectedProfiles, ordersImport, storedEvents } from './commerce-run';

const customers = 600;
let stack: CommerceStack;
beforeAll(async () => {
  stack = await startCommerceStack({
    shop: {
      shop: {
        ...{ seed: 5, customers, badCustomers: 0.02, orders: 120, anonymousOrders: 0.03, refundedOrders: 0.1 },
        ...{ categories: 10, products: 30 },
      },
    },
    imports: {
      customers: { ...customersImport, incremental: true, title: 'Customers of the shop' },
      orders: { ...ordersImport, incremental: true, maxRejectRate: 1 },
    },
  });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack?.stop());

const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });
const rejectsOf = (name: string): Promise<Reject[]> =>
  collect(readRejects(new DirectoryStorage(`${stack.folder}/.longshore`), name));

test('a sync is followed like any other run, and ends with what was imported and what errored', async () => {
  const synced = await command('run', 'customers', '--watch');
  const { size } = expectedProfiles(stack);
  expect(synced).toMatchObject({ exitCode: 3 });
  expect(synced.stdout).toContain(`customers completed: ${size} customers delivered, ${customers - size} rejected`);
  expect(await command('run', 'orders', '--wait')).toMatchObject({ exitCode: 3 });
});

describe('rejects', () => {
  test('of a dry run of their replay nothing is sent, and it says what would be', async () => {
    const [wrong] = (await rejectsOf('customers')).filter(({ code }) => code === 'email-invalid');
    const customer = [...stack.shop.records('customers')].find(({ id }) => id === wrong?.key);
    stack.shop.put('customers', { ...customer, id: String(wrong?.key), email: 'mended@example.com' });
    const before = await rejectsOf('customers');
    const { requests } = stack.klaviyo.stats();
    const { stdout, exitCode } = await command('rejects', 'replay', 'customers', '--dry-run');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('Nothing was sent');
    expect(stdout).toContain('"email": "mended@example.com"');
    expect(stack.klaviyo.stats().requests).toBe(requests);
    expect(await rejectsOf('customers')).toEqual(before);
  });

  test('of an order are gone once it was mended and sent again', async () => {
    const before = await rejectsOf('orders');
    const events = storedEvents(stack).length;
    const id = String(before[0]?.key);
    const order = [...stack.shop.records('orders')].find((one) => one.id === id);
    stack.shop.put('orders', { ...order, id, customerEmail: 'known@example.com' });
    const { stdout } = await command('rejects', 'replay', 'orders');
    expect(stdout).toMatch(/orders completed: \d+ events delivered/);
    expect(storedEvents(stack).length).toBeGreaterThan(events);
    const after = await rejectsOf('orders');
    expect(after.map(({ key }) => key)).not.toContain(id);
    expect(after).toHaveLength(before.length - 1);
  });

  test('of what the shop no longer has stay, and this is said', async () => {
    const [gone] = await rejectsOf('orders');
    stack.shop.remove('orders', String(gone?.key));
    const { stdout, exitCode } = await command('rejects', 'replay', 'orders', '--file', String(gone?.file));
    expect(exitCode).toBe(3);
    expect(stdout).toContain('1 left as before; why: longshore logs orders');
    expect((await command('logs', 'orders')).stdout).toContain('Not in the shop are 1 of the orders');
    expect((await command('rejects', 'discard', 'orders', '--file', String(gone?.file), '--yes')).stdout).toBe(
      'Discarded 1 reject of orders.\n',
    );
  });
});
