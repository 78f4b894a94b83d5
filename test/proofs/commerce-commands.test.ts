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

/** A line of `watch --json`. */
interface Look {
  readonly waiting?: { readonly code: string };
}

const command = (...args: string[]): Promise<CommandEnd> => longshore(args, { cwd: stack.folder, env: stack.env });
const rejectsOf = (name: string): Promise<Reject[]> =>
  collect(readRejects(new DirectoryStorage(`${stack.folder}/.longshore`), name));

test('a sync is followed like any other run, and ends with what was imported and what errored', async () => {
  const synced = await command('run', 'customers', '--watch');
  const { size } = expectedProfiles(stack);
  expect(synced).toMatchObject({ exitCode: 3 });
  expect(synced.stdout).toContain(`customers completed: ${size} customers delivered, ${customers - size} rejected`);
  const orders = await command('run', 'orders', '--wait');
  const events = storedEvents(stack);
  for (const metric of new Set(events.map((event) => event.metric))) {
    const count = events.filter((event) => event.metric === metric).length;
    expect(orders.stdout).toContain(`  ${metric}: ${count} delivered, 0 rejected\n`);
  }
  const lacking = (await rejectsOf('orders')).length;
  expect(orders.stdout).toContain(`  orders: 0 delivered, ${lacking} rejected\n`);
  const shown = await command('show', 'orders', '--json');
  const { kinds } = JSON.parse(shown.stdout) as { kinds: Record<string, { delivered: number }> };
  expect(Object.values(kinds).reduce((sum, { delivered }) => sum + delivered, 0)).toBe(events.length);
  const { stdout: journal } = await command('logs', 'orders');
  expect(journal).toMatch(/NOTIFICATION orders: Imported data\. Imported \d+ events \(Placed Order \d+, /);
  expect(journal).toContain(`${lacking} errored (orders ${lacking})`);
});

test('a dry run shows the plan, the time it takes and the first payloads, and sends nothing', async () => {
  const { requests } = stack.klaviyo.stats();
  const { stdout } = await command('run', 'orders', '--dry-run', '--full');
  expect(stdout).toMatch(
    /^Nothing was sent.*\n[\d,]+ events would be sent in \d+ requests?, \d+ would be rejected\.\n/,
  );
  expect(stdout).toContain('less than a second');
  expect(stdout).toMatch(/\nPlaced Order: \d+\n/);
  expect(stdout).toContain('"type": "event-bulk-create"');
  expect(stack.klaviyo.stats().requests).toBe(requests);
});

test('a trace tells with which request a record went, or why it was rejected', async () => {
  const [id] = [...expectedProfiles(stack).keys()];
  const [job] = stack.klaviyo.jobs();
  expect((await command('trace', String(id))).stdout).toContain('bulk_import_profiles');
  expect(job?.id).toBeDefined();
  const [rejected] = await rejectsOf('customers');
  expect((await command('trace', String(rejected?.key), '--import', 'customers')).stdout).toContain(
    `${rejected?.code}: ${rejected?.message}`,
  );
  expect((await command('trace', 'unheard-of')).stdout).toBe('No import has delivered or rejected unheard-of.\n');
});

test('while Klaviyo makes it wait a run shows that it is throttled, and loses nothing', async () => {
  const action = { kind: 'answer', status: 429, retryAfterSeconds: 4 } as const;
  stack.klaviyo.addFault({ operation: 'bulk_import_profiles', times: 1, action });
  const { stdout } = await command('run', 'customers', '--full', '--watch', '--json');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Look);
  expect(lines.map(({ waiting }) => waiting?.code)).toContain('throttled');
  expect(lines.at(-1)).toMatchObject({ status: 'COMPLETED', counts: { delivered: expectedProfiles(stack).size } });
});

test('check tries both connections, and warns of a lock of the replaced module', async () => {
  expect(await command('check')).toMatchObject({ exitCode: 0 });
  stack.shop.putCustomObject('klaviyo-ct-plugin-lock', 'orderFullSync', '1');
  const { stdout } = await command('check');
  expect(stdout).toMatch(/! connection shop: .*holds orderFullSync/);
  expect(stdout).toContain('✓ connection klaviyo:');
});

test('a bookmark is put to a time, from which the next run goes on', async () => {
  expect((await command('bookmarks', 'show', 'orders')).stdout).toMatch(/\nImported {5}all that was changed before /);
  const wrong = await command('bookmarks', 'set', 'orders', '--last-file-timestamp', '2026-01-01', '--yes');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('--changed-since');
  const time = new Date(stack.shop.now()).toISOString();
  expect(await command('bookmarks', 'set', 'orders', '--changed-since', time, '--yes')).toMatchObject({ exitCode: 0 });
  expect((await command('bookmarks', 'rewind', 'orders', '--to', '1', '--dry-run')).stdout).toContain('go on with');
  expect((await command('run', 'orders', '--wait', '--fail-on-empty')).stdout).toMatch(
    /^orders: nothing new|^orders completed/,
  );
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
    expect(stdout).toContain('1 left out; why: longshore logs orders');
    expect((await command('logs', 'orders')).stdout).toContain('Not in the shop are 1 of the orders');
    expect((await command('rejects', 'discard', 'orders', '--file', String(gone?.file), '--yes')).stdout).toBe(
      'Discarded 1 reject of orders.\n',
    );
  });
});
