import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { configJsonSchema } from '../../src/config';
import { valueAt } from '../../src/config/value-at';
import { configFile, goodFile, replaced } from './config-file';
import { takes } from './json-schema-check';

const { load, refusal } = configFile();
const schema = JSON.parse(JSON.stringify(configJsonSchema())) as Record<string, unknown>;
const isTaken = (text: string) => takes(schema, parse(text));

test('it is a schema of draft 2020-12', () => {
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
});

test("it takes the README's example, and so does Longshore", () => {
  const readme = readFileSync(resolve(__dirname, '../../README.md'), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(isTaken(example)).toBe(true);
  const env = { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 's', ODP_API_KEY: 'k' };
  expect(Object.keys(load(example, env).imports)).toEqual(['offline-stores']);
});

test.each(['', 'imports: {}', goodFile])('it takes what may be left out: %j', (text) => {
  expect(takes(schema, parse(text) ?? {})).toBe(true);
});

test('it takes a variable where a number, a word or a form is expected', () => {
  const text = goodFile
    .replace('accountName: mystorageaccount', 'endpoint: "${URL}"')
    .replace('container: offline-stores', 'container: "x-${STAGE:dev}"')
    .replace('region: us', 'region: "${REGION}"')
    .replace('batchSize: 50', 'batchSize: ${SIZE:50}\n    maxRejectRate: ${RATE}\n    settle: ${SETTLE}');
  expect(isTaken(text)).toBe(true);
  expect(refusal(text, { URL: 'http://x', REGION: 'eu', RATE: '0.1', SETTLE: '1s' })).toBeUndefined();
});

test.each([
  ['steps:', 'stpes:'],
  ['container:', 'contaner:'],
  ['clientSecret:', 'secret:'],
  ['region: us', 'region: uk'],
  ['region: us', 'zone: us'],
  ['type: odp', 'type: opd'],
  ['type: files-to-odp', 'type: files'],
  ['type: client-secret', 'type: sas'],
  ['apiKey: k, ', ''],
  ['apiKey: k', 'apiKey: 5'],
  ['apiKey: k', 'apiKey: k k'],
  ['accountName: mystorageaccount', 'accountName: My'],
  ['container: offline-stores', 'container: a--b'],
  ['  offline-stores:', '  "offline stores":'],
  ['object: stores', 'object: ""'],
  ['object: stores', 'object:'],
  ['store_name: name', '"": name'],
  ['store_name: name', 'store_name: [name]'],
  ['batchSize: 50', 'batchSize: 0'],
  ['batchSize: 50', 'batchSize: 1.5'],
  ['batchSize: 50', 'batchSize: "50"'],
  ['batchSize: 50', 'maxRejectRate: 1.1'],
  ['batchSize: 50', 'giveUpAfter: 5'],
  ['target: 20s', 'target: 20 s'],
  ['target: 20s', 'target: ""'],
  ['type: directory', 'type: s3'],
  ['timeZone:', 'timezone:'],
  ['cron: 0 6 * * *, ', ''],
])('like Longshore, it refuses %s → %s', (good, wrong) => {
  const text = replaced(goodFile, good, wrong);
  expect(isTaken(text)).toBe(false);
  expect(refusal(text)).toBeDefined();
});

test('what it refuses Longshore refuses, so that no editor marks a file that is right', () => {
  const stores = ['imports', 'offline-stores'];
  const places: [section: string[], ...keys: string[]][] = [
    [[], 'taskQueue', 'imports', 'steps'],
    [['connections', 'stores'], 'accountName', 'container', 'credentials', 'type'],
    [['connections', 'odp'], 'apiKey', 'region', 'baseUrl'],
    [
      stores,
      'prefix',
      'title',
      'object',
      'overlap',
      'settle',
      'giveUpAfter',
      'maxRejects',
      'maxRejectRate',
      'batchSize',
    ],
    [[...stores, 'fields'], 'store_id', 'store_name', 'more'],
    [['steps'], 'target', 'heartbeatTimeout'],
  ];
  const values = ['us', '5m', '5', 'abc', '', 'http://x', 0, 1, 0.5, 500, -1, null, true, {}, { type: 'default' }];
  const tried = fc
    .constantFrom(...places)
    .chain(([section, ...keys]) =>
      fc.tuple(fc.constant(section), fc.constantFrom(...keys), fc.constantFrom(...values)),
    );
  let taken = 0;
  fc.assert(
    fc.property(tried, ([path, key, value]) => {
      const tree: unknown = parse(goodFile);
      Object.assign(valueAt(tree, path) as object, { [key]: value });
      if (refusal(stringify(tree)) !== undefined) return;
      taken += 1;
      expect({ value, isTaken: takes(schema, tree) }).toEqual({ value, isTaken: true });
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(30);
});

test('the defaults that it tells are those that Longshore takes', () => {
  const left = replaced(goodFile, '    batchSize: 50\n', '');
  const { imports, taskQueue } = load(left);
  expect(valueAt(schema, ['properties', 'taskQueue', 'default'])).toBe(taskQueue);
  const settings = ['properties', 'imports', 'additionalProperties', 'oneOf', 0, 'properties'];
  const defaults = Object.keys(imports['offline-stores'] ?? {}).flatMap((key) => {
    const preset = valueAt(schema, [...settings, key, 'default']);
    return preset === undefined ? [] : [[key, preset]];
  });
  expect(defaults.length).toBeGreaterThan(8);
  expect(imports['offline-stores']).toMatchObject(Object.fromEntries(defaults));
});
