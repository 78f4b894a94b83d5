import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { type Stack, startStack } from '../sandbox/stack';
import { errorsPage } from '../scripts/errors-page';

const root = resolve(__dirname, '..');
const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';
const commands = block('sh').trim().split('\n');

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
    const said: string[] = [];
    for (const command of commands) {
      const [program, ...args] = command.split(' ');
      expect(program).toBe('longshore');
      const { stdout } = await promisify(execFile)(process.execPath, [resolve(root, 'dist/src/client.js'), ...args], {
        env: stack.env,
        cwd: stack.folder,
      });
      said.push(stdout);
    }
    const all = said.join('\n');
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

test('docs/errors.md shows the list of codes as it is', () => {
  expect(readFileSync(resolve(root, 'docs/errors.md'), 'utf8')).toBe(errorsPage());
});
