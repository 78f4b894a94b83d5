import fc from 'fast-check';
import { stringify } from 'yaml';
import { type Config, changedKeys, findImport, fingerprint } from '../../src/config';
import { configFile } from './config-file';

const { load } = configFile();

/** Every key that an import can have besides its schedule, with two values that are right. */
const alternatives = {
  type: ['files-to-odp', 'files-to-odp'],
  source: ['stores', 'other-stores'],
  destination: ['odp', 'other-odp'],
  match: ['**/*.json', '*.gz'],
  prefix: ['a/', 'b/'],
  format: ['array', 'ndjson'],
  object: ['stores', 'shops'],
  key: ['id', 'name'],
  fields: [
    { id: 'id', name: 'name' },
    { id: 'id', name: 'title' },
  ],
  nulls: ['keep', 'clear'],
  largeIntegers: ['reject', 'string'],
  batchSize: [10, 20],
  concurrency: [1, 2],
  maxRejects: [0, 1],
  maxRejectRate: [0, 1],
  onError: ['fail', 'quarantine'],
  giveUpAfter: ['1h', '60m'],
  maxRecordBytes: [100, 101],
  overlap: ['0s', '1s'],
  settle: ['0s', '1s'],
  title: ['A', '${TITLE:A}'],
  records: ['stores', 'shops'],
} as const;
type Key = keyof typeof alternatives;
const keys = Object.keys(alternatives) as Key[];

const connections = {
  stores: { type: 'azure-blob', accountName: 'abc', container: 'files', credentials: { type: 'sas', token: '${SAS}' } },
  'other-stores': { type: 'azure-blob', accountName: 'abc', container: 'more', credentials: { type: 'default' } },
  odp: { type: 'odp', apiKey: '${KEY}', region: 'us' },
  'other-odp': { type: 'odp', apiKey: 'k', region: 'us' },
};
const env = { SAS: 'secret-1', KEY: 'secret-2' };

const importWith = (changed: readonly Key[]) =>
  Object.fromEntries(keys.map((key) => [key, alternatives[key][changed.includes(key) ? 1 : 0]]));
const loaded = (section: object, others: object = connections, variables: NodeJS.ProcessEnv = env): Config =>
  load(yaml({ connections: others, imports: { stores: section, second: importWith([]) } }), variables);
const unchanged = () => fingerprint(loaded(importWith([])), 'stores');

/** YAML without the aliases that would stand for what comes twice. */
const yaml = (value: unknown) => stringify(value, { aliasDuplicateObjects: false });

/** An object with its keys in another order, at each level. */
function reordered(value: unknown, order: (keys: string[]) => string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const section = value as Record<string, unknown>;
  return Object.fromEntries(order(Object.keys(section)).map((key) => [key, reordered(section[key], order)]));
}

test('it has a part for each key that is written and for each connection that is used', () => {
  expect(Object.keys(unchanged()).sort()).toEqual([...keys, 'connections.odp', 'connections.stores'].sort());
  for (const part of Object.values(unchanged())) expect(part).toMatch(/^[0-9a-f]{12}$/);
});

test.each(keys.filter((key) => key !== 'type' && key !== 'source' && key !== 'destination'))(
  'a change of %s is told as one of this key alone',
  (key) => {
    expect(changedKeys(unchanged(), fingerprint(loaded(importWith([key])), 'stores'))).toEqual([key]);
    const { [key]: _, ...without } = importWith([]);
    const isNeeded = ['object', 'key', 'fields'].includes(key);
    if (!isNeeded) expect(changedKeys(fingerprint(loaded(without), 'stores'), unchanged())).toEqual([key]);
  },
);

test.each([
  ['source', ['connections.other-stores', 'connections.stores', 'source']],
  ['destination', ['connections.odp', 'connections.other-odp', 'destination']],
] as const)('another %s brings its connection with it', (key, changed) => {
  expect(changedKeys(unchanged(), fingerprint(loaded(importWith([key])), 'stores'))).toEqual(changed);
});

test('any change is told by the keys that it is of, sorted, whichever way it is looked at', () => {
  const some = fc.subarray(keys.filter((key) => !['type', 'source', 'destination'].includes(key)));
  fc.assert(
    fc.property(some, some, (first, second) => {
      const [a, b] = [first, second].map((changed) => fingerprint(loaded(importWith(changed)), 'stores'));
      const expected = keys.filter((key) => first.includes(key) !== second.includes(key)).sort();
      expect(changedKeys(a ?? {}, b ?? {})).toEqual(expected);
      expect(changedKeys(b ?? {}, a ?? {})).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('the order of keys changes nothing', () => {
  const shuffle = fc.func(fc.nat());
  fc.assert(
    fc.property(shuffle, (rank) => {
      const order = (names: string[]) => names.toSorted((a, b) => rank(a) - rank(b));
      const config = load(
        yaml(reordered({ connections, imports: { second: importWith([]), stores: importWith([]) } }, order)),
        env,
      );
      expect(fingerprint(config, 'stores')).toEqual(unchanged());
    }),
    { numRuns: 50 },
  );
});

test('the value of a variable changes nothing, but its name and its default do', () => {
  const renewed = { SAS: 'renewed-1', KEY: 'renewed-2', TITLE: 'Other' };
  expect(fingerprint(loaded(importWith([]), connections, renewed), 'stores')).toEqual(unchanged());
  const withKey = (apiKey: string) => ({ ...connections, odp: { ...connections.odp, apiKey } });
  for (const apiKey of ['${KEY:k}', '${SAS}', 'secret-2']) {
    const changed = fingerprint(loaded(importWith([]), withKey(apiKey)), 'stores');
    expect(changedKeys(unchanged(), changed)).toEqual(['connections.odp']);
  }
});

test('a change of what the import does not use changes nothing', () => {
  const others = { ...connections, 'other-odp': { type: 'odp', apiKey: 'renewed' } };
  expect(fingerprint(loaded(importWith([]), others), 'stores')).toEqual(unchanged());
});

test('when it runs is no matter of a run', () => {
  const scheduled = { ...importWith([]), schedule: { cron: '0 6 * * *' } };
  expect(fingerprint(loaded(scheduled), 'stores')).toEqual(unchanged());
});

test('a deep change of a connection is seen', () => {
  const stores = { ...connections.stores, credentials: { type: 'sas', token: '${KEY}' } };
  const changed = fingerprint(loaded(importWith([]), { ...connections, stores }), 'stores');
  expect(changedKeys(unchanged(), changed)).toEqual(['connections.stores']);
});

describe('findImport', () => {
  const refused = (config: Config, name: string) => {
    let message: unknown;
    expect(() => {
      try {
        findImport(config, name);
      } catch (error) {
        message = (error as Error).message;
        throw error;
      }
    }).toThrow(expect.objectContaining({ code: 'unknown-import' }));
    return message;
  };

  test('answers the settings of a name, else the nearest name or all there are', () => {
    const config = loaded(importWith([]));
    expect(findImport(config, 'second')).toBe(config.imports.second);
    expect(refused(config, 'store')).toBe(`${config.path} has no import \`store\`: did you mean \`stores\`?`);
    expect(refused(config, 'zzz')).toBe(`${config.path} has no import \`zzz\`: its imports are stores, second.`);
    expect(refused(config, 'constructor')).toContain('its imports are');
    expect(refused(load('imports: {}\n'), 'stores')).toMatch(/: it has none\.$/);
    expect(() => fingerprint(config, 'toString')).toThrow(expect.objectContaining({ code: 'unknown-import' }));
  });
});
