import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import {
  type CourierImport,
  changedKeys,
  configJsonSchema,
  courierWarnings,
  feedsOf,
  findFeed,
  findImport,
  fingerprint,
  parseDuration,
} from '../../src/config';
import { compileFilePattern } from '../../src/contract/couriers/file-pattern';
import { configFile, placeIn, replaced } from './config-file';
import { goodCouriers } from './courier-file';
import { takes } from './json-schema-check';

const { load, refusal, folder } = configFile();

const connections = `connections:
  bucket: { type: s3, bucket: optimizely-events-data, prefix: v1/, region: us-east-1, credentials: { type: default } }
  tables: { type: duckdb, path: left/warehouse.duckdb }
  archive: { type: postgres, url: "\${DATABASE}" }
  odp: { type: odp, apiKey: k, region: us }
`;
const env = { DATABASE: 'postgres://longshore:canary-5e1@127.0.0.1:5432/rows', TOKEN: 'canary-7aa' };
const goodFile = connections + goodCouriers;
const loaded = (text = goodFile) => load(text, env);

function courierOf(text = goodFile): CourierImport {
  const settings = findImport(loaded(text), 'optimizely');
  if (settings.type !== 'courier') throw new Error(`it is ${settings.type}`);
  return settings;
}

test('a courier is an import among the others, by its name', () => {
  expect(courierOf()).toMatchObject({ title: 'optimizely', records: 'rows', dependsOn: [], giveUpAfterMs: 86_400_000 });
  const own = 'wait: 2h\n    title: Experiments\n    records: events\n    resolveWithin: 4h\n    landedFor: 1d';
  expect(courierOf(replaced(goodFile, 'wait: 2h', own))).toMatchObject({
    ...{ title: 'Experiments', records: 'events', resolveWithinMs: 14_400_000, landedForMs: 86_400_000 },
  });
});

test('the path of a file of tables, and that of a place of bookmarks, are made absolute', () => {
  const text = replaced(goodFile, 'wait: 2h', 'wait: 2h\n    bookmarks: { type: directory, path: marks }');
  expect(loaded(text).connections.tables).toEqual({ type: 'duckdb', path: join(folder(), 'left/warehouse.duckdb') });
  expect(courierOf(text).bookmarks).toEqual({ type: 'directory', path: join(folder(), 'marks') });
});

const imported = `imports:
  shops: { type: files-to-odp, source: files, destination: odp, object: o, key: k, fields: { k: k }, dependsOn: [optimizely] }
`;
const files = `  files: { type: azure-blob, accountName: abc, container: files, credentials: { type: default } }
`;
const withImport = replaced(connections, '  odp:', `${files}  odp:`) + imported + goodCouriers;

test('imports and couriers may wait for each other, and not in a circle', () => {
  expect(findImport(loaded(withImport), 'shops').dependsOn).toMatchObject([{ import: 'optimizely' }]);
  const circle = replaced(withImport, 'wait: 2h', 'wait: 2h\n    dependsOn: [shops]');
  expect(refusal(circle, env)?.problems).toEqual([
    expect.stringContaining('`shops` would wait for `optimizely`, which waits for `shops`: none could ever begin'),
  ]);
  const unknown = replaced(goodFile, 'wait: 2h', 'wait: 2h\n    dependsOn: [optimizly]');
  expect(refusal(unknown, env)?.problems).toEqual([
    `${placeIn(unknown, 'optimizly]')}: couriers.optimizely.dependsOn.0: \`optimizly\` is no import of this file: did you mean \`optimizely\`?`,
  ]);
});

test('a courier cannot have the name of an import', () => {
  const text = replaced(replaced(withImport, 'shops:', 'optimizely:'), ', dependsOn: [optimizely]', '');
  const second = text.replace('couriers:\n  optimizely:', 'couriers:\n  ~:').replace('optimizely:', '-');
  expect(refusal(text, env)?.problems).toEqual([
    `${placeIn(second, '~:')}: couriers.optimizely must have another name: an import is called so`,
  ]);
});

test.each([
  [
    'source: bucket',
    'source: tables',
    '`tables` is a connection of type duckdb, and one of type s3 is needed: there are `bucket`',
  ],
  [
    'source: bucket',
    'source: buckt',
    '`buckt` is no connection of this file, and one of type s3 is needed: did you mean `bucket`?',
  ],
  [
    'table: tables\n    id',
    'table: bucket\n    id',
    '`bucket` is a connection of type s3, and one of type duckdb or postgres is needed: there are `tables`, `archive`',
  ],
])('%s → %s', (good, wrong, told) => {
  expect(refusal(replaced(goodFile, good, wrong), env)?.problems).toEqual([expect.stringContaining(told)]);
});

test('places of bookmarks, feeds and tags that are not there are told with all else', () => {
  const text = replaced(
    replaced(goodFile, 'wait: 2h', 'wait: 2h\n    bookmarks: elsewhere'),
    '"df-5L6d1veh": [ { "type": "load", "file": "decisions" } ]',
    '"Optimizely:Decision": [ { "type": "load", "file": "decision" } ]',
  );
  expect(refusal(text, env)?.problems).toEqual([
    expect.stringContaining('couriers.optimizely.bookmarks: `elsewhere` is no place of this file'),
    expect.stringContaining('did you mean `Optimizely:Decisions`?'),
    expect.stringContaining('`decision` is the tag of no entity: did you mean `decisions`?'),
  ]);
});

describe('feeds', () => {
  test('are found by name and by id, active or not, else by the nearest name', () => {
    const config = loaded(replaced(goodFile, 'id: df-5L6d1veh', 'id: df-5L6d1veh\n    active: false'));
    const decisions = { name: 'Optimizely:Decisions', settings: config.feeds['Optimizely:Decisions'] };
    expect(findFeed(config, 'df-5L6d1veh')).toEqual(decisions);
    expect(findFeed(config, 'Optimizely:Decisions')).toEqual(decisions);
    const message = `${config.path} has no feed \`Optimizely:Decision\`: did you mean \`Optimizely:Decisions\`?`;
    expect(() => findFeed(config, 'Optimizely:Decision')).toThrow(
      expect.objectContaining({ code: 'unknown-feed', message }),
    );
    expect(() => findFeed(config, 'constructor')).toThrow(
      'its feeds are Optimizely:Decisions, Optimizely:Conversions.',
    );
    expect(() => findFeed(load('imports: {}\n'), 'a')).toThrow('has no feed `a`: it has none.');
  });

  test('of a courier are in the order of its load operations; a placeholder and one that is not active are not found', () => {
    const inactive = replaced(goodFile, 'id: df-5L6d1veh', 'id: df-5L6d1veh\n    active: false');
    const [found, missing] = [goodFile, inactive].map((text) => feedsOf(loaded(text), courierOf(text)));
    expect(found?.map(({ written, feed, truncate, tags }) => [written, feed?.name, truncate, tags])).toEqual([
      ['df-5L6d1veh', 'Optimizely:Decisions', false, ['decisions']],
      ['Optimizely:Conversions', 'Optimizely:Conversions', true, ['conversions']],
    ]);
    expect(missing?.map(({ feed }) => feed?.name)).toEqual([undefined, 'Optimizely:Conversions']);
    const placeholder = replaced(goodFile, '"df-5L6d1veh": [', '"df-xxxxxx": [');
    expect(feedsOf(loaded(placeholder), courierOf(placeholder))[0]).toMatchObject({
      written: 'df-xxxxxx',
      feed: undefined,
    });
  });
});

describe('the fingerprint of a courier', () => {
  const usual = () => fingerprint(loaded(), 'optimizely');

  test('has its section, the feeds that it loads into, and the connections of both', () => {
    expect(Object.keys(usual()).sort()).toEqual(
      [
        ...['connections.bucket', 'connections.tables', 'entities', 'feeds.Optimizely:Conversions'],
        ...['feeds.Optimizely:Decisions', 'loadOperations', 'lookBack', 'ready', 'source', 'wait'],
      ].sort(),
    );
  });

  test.each([
    ['lookBack: 3d', 'lookBack: 4d', ['lookBack']],
    ['prefix: v1/', 'prefix: v2/', ['connections.bucket']],
    ['left/warehouse', 'right/warehouse', ['connections.tables']],
    ['required: [process_timestamp]', 'required: []', ['feeds.Optimizely:Decisions']],
    ['id: df-5L6d1veh', 'id: df-5L6d1veh\n    active: false', ['feeds.Optimizely:Decisions']],
    ['apiKey: k', 'apiKey: l', []],
    ['"${DATABASE}"', '"postgres://other/rows"', []],
  ])('%s → %s is told as a change of %j', (good, other, changed) => {
    expect(changedKeys(usual(), fingerprint(loaded(replaced(goodFile, good, other)), 'optimizely'))).toEqual(changed);
  });

  test('has the connection of a feed that is loaded elsewhere', () => {
    const elsewhere = replaced(goodFile, 'table: tables\n    id', 'table: archive\n    id');
    const changed = changedKeys(usual(), fingerprint(loaded(elsewhere), 'optimizely'));
    expect(changed).toEqual(['connections.archive', 'feeds.Optimizely:Decisions']);
  });

  test('is the same with another secret', () => {
    const renewed = load(replaced(goodFile, 'table: tables\n    id', 'table: archive\n    id'), {
      DATABASE: 'postgres://renewed/rows',
    });
    const first = loaded(replaced(goodFile, 'table: tables\n    id', 'table: archive\n    id'));
    expect(fingerprint(renewed, 'optimizely')).toEqual(fingerprint(first, 'optimizely'));
  });
});

describe('connections of couriers', () => {
  const s3 =
    '{ type: s3, bucket: optimizely-events-data, prefix: v1/, region: us-east-1, credentials: { type: default } }';
  const withBucket = (section: string) => replaced(goodFile, s3, section);
  const ofOptimizely = (more: string) =>
    `{ type: s3, region: us-east-1, credentials: { type: optimizely-export, token: "\${TOKEN}"${more} } }`;

  test('a bucket may be the one that Optimizely names', () => {
    expect(loaded(withBucket(ofOptimizely(', duration: 15m'))).connections.bucket).toEqual({
      type: 's3',
      region: 'us-east-1',
      credentials: {
        ...{ type: 'optimizely-export', token: env.TOKEN, duration: '15m', baseUrl: 'https://api.optimizely.com' },
      },
    });
    const unnamed = '{ type: s3, region: us-east-1, credentials: { type: default } }';
    expect(refusal(withBucket(unnamed), env)?.problems).toEqual([
      expect.stringContaining("`bucket` is missing in connections.bucket: it must be a bucket's name"),
    ]);
  });

  test.each(['15m', '15M', '59m', '60m', '1h', '1H'])('its credentials may last %s', (duration) => {
    expect(refusal(withBucket(ofOptimizely(`, duration: ${duration}`)), env)).toBeUndefined();
  });

  test.each(['14m', '61m', '2h', '0h', '1h30m', '3600s', '60'])('and not %s', (duration) => {
    expect(refusal(withBucket(ofOptimizely(`, duration: "${duration}"`)), env)?.problems).toEqual([
      expect.stringContaining('credentials.duration must be from 15m to 60m, or 1h'),
    ]);
  });

  test('what is said to STS needs a role', () => {
    const key = (more: string) =>
      withBucket(
        `{ type: s3, bucket: abc, region: r, credentials: { type: access-key, accessKeyId: i, secretAccessKey: s${more} } }`,
      );
    const role = ', roleArn: arn, externalId: acme/1, stsEndpoint: "http://127.0.0.1:1"';
    expect(refusal(key(role), env)).toBeUndefined();
    expect(refusal(key(role.replace(', roleArn: arn', '')), env)?.problems).toEqual([
      expect.stringContaining('credentials.externalId is said when a role is taken on: it needs roleArn beside it'),
      expect.stringContaining('credentials.stsEndpoint is said when a role is taken on: it needs roleArn beside it'),
    ]);
    expect(refusal(key(', roleArn: arn, externalId: "acme 1"'), env)?.problems).toEqual([
      expect.stringContaining(
        'credentials.externalId must be 2 to 1224 letters, digits and signs of + = , . @ : / - _',
      ),
    ]);
  });

  test('only a connection of a courier takes credentials of Optimizely', () => {
    const place = `storage: ${ofOptimizely('').replace('{ type: s3,', '{ type: s3, bucket: abc,')}\n`;
    expect(refusal(goodFile + place, env)?.problems).toEqual([
      expect.stringContaining('storage.credentials.type must be one of access-key, default'),
    ]);
  });

  test.each(['mysql://h/d', 'h:5432/d', 'postgres//h', '5'])('%s is no address of PostgreSQL', (url) => {
    const told = refusal(goodFile, { DATABASE: url })?.problems;
    expect(told).toEqual([
      `${placeIn(goodFile, '"${DATABASE}"')}: connections.archive.url: the value of \${DATABASE} must be a full address: postgres://user:password@host:5432/database`,
    ]);
  });

  test('no secret of theirs is in a message, whatever it is', () => {
    const canary = 'cnry7Q2x';
    const secret = fc
      .tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 }))
      .map(([before, after]) => before + canary + after);
    const places = [
      withBucket(ofOptimizely('')),
      goodFile,
      withBucket(
        '{ type: s3, bucket: "${TOKEN}", region: r, credentials: { type: "${TOKEN}", secretAccessKey: "${TOKEN}" } }',
      ),
      withBucket(ofOptimizely(', duration: "${TOKEN}", baseUrl: "${TOKEN}", tokn: "${TOKEN}"')),
    ];
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), secret, (text, value) => {
        const told = refusal(text, { TOKEN: value, DATABASE: value });
        if (told === undefined) return;
        refused += 1;
        expect(
          [told.error.message, told.error.remedy, told.error.stack, String(told.error.cause)].join('\n'),
        ).not.toContain(canary);
      }),
      { numRuns: 100 },
    );
    expect(refused).toBeGreaterThan(80);
  });
});

test('the JSON Schema takes the whole file, and no connection that lacks what it needs', () => {
  const { $schema: _, title: __, ...schema } = configJsonSchema();
  const json = JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;
  expect(takes(json, parse(goodFile))).toBe(true);
  for (const [part, by] of [
    [', region: us-east-1', ''],
    ['type: duckdb, path:', 'type: duckdb, file:'],
    ['type: postgres', 'type: postgresql'],
    ['credentials: { type: default }', 'credentials: { type: optimizely-export }'],
  ] as const) {
    expect([part, takes(json, parse(replaced(goodFile, part, by)))]).toEqual([part, false]);
  }
});

describe('docs/couriers.md', () => {
  const text = readFileSync(join(__dirname, '../../docs/couriers.md'), 'utf8');

  test('begins with a file that is right', () => {
    const [, shown = ''] = /```yaml\n(.*?)```/s.exec(text) ?? [];
    const config = load(shown, { OPTIMIZELY_TOKEN: 't' });
    const settings = findImport(config, 'optimizely');
    if (settings.type !== 'courier') throw new Error('no courier');
    expect(courierWarnings(settings)).toEqual([]);
    expect(feedsOf(config, settings).map(({ feed }) => feed?.name)).toEqual(['Optimizely:Decisions']);
  });

  test('tells what patterns find and do not find', () => {
    const rows = [...text.matchAll(/^\| `(.*?)` +\| `(.*?)`(?:, on every day)? +\| (?:`(.*?)`)? *\|$/gm)];
    expect(rows).toHaveLength(4);
    for (const [, pattern = '', found = '', other] of rows) {
      const { matches } = compileFilePattern(pattern).on('2020-04-10');
      expect([pattern, matches(found), other === undefined ? false : matches(other)]).toEqual([pattern, true, false]);
    }
  });

  test('tells the defaults', () => {
    const rows = [...text.matchAll(/^\| `(\w+)` +\| (\d+\w+) +\|/gm)].map(([, key = '', value]) => [key, value]);
    expect(rows).toEqual([
      ['resolveWithin', '0s'],
      ['landedFor', '7d'],
      ['giveUpAfter', '24h'],
    ]);
    const settings = courierOf();
    for (const [key, value] of rows) {
      expect([key, Object.entries(settings).find(([name]) => name === `${key}Ms`)?.[1]]).toEqual([
        key,
        parseDuration(value ?? ''),
      ]);
    }
  });
});
