import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type CommerceStack, startCommerceStack } from '../sandbox/commerce-stack';
import { type Stack, startStack } from '../sandbox/stack';
import { errorsPage } from '../scripts/errors-page';
import { codeIn } from './proofs/readme-section';

const root = resolve(__dirname, '..');
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';
const commands = block('sh').trim().split('\n');

/** Runs commands one after the other, each of which must end well, and answers what they print. */
async function runAll(
  commands: readonly string[],
  { env, folder: cwd }: Pick<Stack, 'env' | 'folder'>,
): Promise<string> {
  const said: string[] = [];
  for (const command of commands) {
    const [program, ...args] = command.split(' ');
    expect(program).toBe('longshore');
    const script = resolve(root, 'dist/src/client.js');
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env, cwd });
    said.push(stdout);
  }
  return said.join('\n');
}

describe('the README', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ import: { settle: '1s' } });
    await stack.putFile('stores.json', readFileSync(resolve(root, 'test/fixtures/offline-stores.json')));
    await stack.startWorker();
  }, 60_000);
  afterAll(() => stack?.stop());

  test('its commands do what they say', async () => {
    expect(commands.length).toBeGreaterThan(6);
    const all = await runAll(commands, stack);
    expect(all).toContain('✓ import offline-stores: ocp_quickstart_offline_stores at');
    expect(all).toContain('10 offline stores delivered, 0 rejected');
    expect(all).toContain('Imported 10 offline stores from stores.json');
    expect(all).toContain('offline-stores: version');
  }, 60_000);

  test('its longshore.yaml is the one that the demo runs, and names its variables in .env.example', () => {
    const { imports } = parse(block('yaml')) as { imports: Record<string, { fields: Record<string, string> }> };
    expect(imports['offline-stores']?.fields).toEqual({
      ocp_quickstart_offline_store_id: 'id',
      offline_store_name: 'name',
      offline_store_location: 'location',
    });
    const example = readFileSync(resolve(root, '.env.example'), 'utf8');
    for (const [, name] of block('yaml').matchAll(/\$\{(\w+)\}/g)) expect(example).toContain(`${name}=`);
  });
});

describe('the README on shops', () => {
  const [yaml = ''] = codeIn('Sync a shop', 'yaml');
  const [commands = ''] = codeIn('Sync a shop', 'sh');
  let shop: CommerceStack;
  beforeAll(async () => {
    const { imports } = parse(yaml) as { imports: Record<string, Record<string, unknown>> };
    const size = { seed: 2, customers: 300, orders: 80, refundedOrders: 0.1, categories: 8, products: 20 };
    shop = await startCommerceStack({ shop: { shop: size }, imports });
    await shop.startWorker();
  }, 60_000);
  afterAll(() => shop?.stop());

  test('its commands do what they say, with its longshore.yaml', async () => {
    const said = await runAll(commands.trim().split('\n'), shop);
    expect(said).toContain('✓ connection shop:');
    expect(said).toContain('300 customers would be sent in');
    expect(said).toContain('customers completed: 300 customers delivered, 0 rejected');
    expect(said).toMatch(/Placed Order: 80 delivered, 0 rejected/);
    expect(said).toContain('orders: nothing new');
    expect(said).toContain('Imported     all that was changed before');
    expect(shop.klaviyo.events().filter(({ metric }) => metric === 'Placed Order')).toHaveLength(80);
  }, 60_000);

  test('its variables are in .env.example', () => {
    const example = readFileSync(resolve(root, '.env.example'), 'utf8');
    for (const [, name] of yaml.matchAll(/\$\{(\w+)\}/g)) expect(example).toContain(`${name}=`);
  });
});

test('docs/errors.md shows the list of codes as it is', () => {
  expect(readFileSync(resolve(root, 'docs/errors.md'), 'utf8')).toBe(errorsPage());
});
