import { parse } from 'yaml';
import { configJsonSchema } from '../../src/config';
import { configFile, goodFile, placeIn } from './config-file';
import { takes } from './json-schema-check';

const { load, refusal } = configFile();
const hour = 3_600_000;

/** A file of these imports, each with what it depends on. */
function fileOf(imports: Readonly<Record<string, string>>): string {
  const head = goodFile.slice(0, goodFile.indexOf('imports:'));
  const section = `type: files-to-odp, source: stores, destination: odp, object: o, key: k, fields: { k: id }`;
  const lines = Object.entries(imports).map(([name, on]) => `  ${name}: { ${section}, dependsOn: ${on} }\n`);
  return `${head}imports:\n${lines.join('')}`;
}

test('a name alone is required, of any age, and waited for a day', () => {
  const { imports } = load(fileOf({ customers: '[]', orders: '[customers]' }));
  expect(imports.customers?.dependsOn).toEqual([]);
  expect(imports.orders?.dependsOn).toEqual([{ import: 'customers', required: true, timeoutMs: 24 * hour }]);
});

test('left out, there are none', () => {
  expect(load(goodFile).imports['offline-stores']?.dependsOn).toEqual([]);
});

test('a map says more', () => {
  const text = fileOf({
    customers: '[]',
    shops: '[]',
    orders: '[{ import: customers, within: 24h, timeout: 2h }, { import: shops, required: false }]',
  });
  expect(load(text).imports.orders?.dependsOn).toEqual([
    { import: 'customers', required: true, withinMs: 24 * hour, timeoutMs: 2 * hour },
    { import: 'shops', required: false, timeoutMs: 24 * hour },
  ]);
  expect(takes(JSON.parse(JSON.stringify(configJsonSchema())), parse(text))).toBe(true);
});

test('variables may say how old it may be and whether it is required', () => {
  const text = fileOf({ customers: '[]', orders: '[{ import: customers, within: "${AGE}", required: "${NEEDED}" }]' });
  const { imports } = load(text, { AGE: '1h', NEEDED: 'false' });
  expect(imports.orders?.dependsOn).toMatchObject([{ withinMs: hour, required: false }]);
});

test.each([
  '5',
  '""',
  '{ within: 24h }',
  '{ import: customers, within: 24 }',
  '{ import: customers, required: maybe }',
  '{ import: customers, timeout: 0s }',
  '{ import: customers, bookmark: crm_export }',
  '{ bookmark: 5 }',
  '{ bookmark: a/b }',
])('%s is refused with its place', (entry) => {
  const text = fileOf({ customers: '[]', orders: `[${entry}]` });
  const [problem, ...more] = refusal(text)?.problems ?? [];
  expect(problem).toBe(
    `${placeIn(text, entry)}: imports.orders.dependsOn.0 must be the name of an import, or a map of import, of group, of batchJob, or of bookmark and place, with within, required and timeout`,
  );
  expect(more).toEqual([]);
  expect(takes(JSON.parse(JSON.stringify(configJsonSchema())), parse(text))).toBe(entry.includes('0s'));
});

test('a state of another job, in a place that has a name or where all bookmarks are', () => {
  const on = '[{ bookmark: crm_export, place: shared, within: 24h }, shops, { bookmark: hr, domain: d, dataset: e }]';
  const text = `${fileOf({ shops: '[]', orders: on })}places: { shared: { type: directory, path: states } }\n`;
  const whose = { username: 'longshore', fileType: 'others', required: true, timeoutMs: 24 * hour };
  expect(load(text).imports.orders?.dependsOn).toEqual([
    { bookmark: 'crm_export', place: 'shared', domain: 'longshore', dataset: 'states', withinMs: 24 * hour, ...whose },
    { import: 'shops', required: true, timeoutMs: 24 * hour },
    { bookmark: 'hr', domain: 'd', dataset: 'e', ...whose },
  ]);
  expect(takes(JSON.parse(JSON.stringify(configJsonSchema())), parse(text))).toBe(true);
});

test.each([
  ['{ bookmark: crm, plaze: temporal }', '`plaze` is not a key of imports.orders.dependsOn.0: did you mean `place`?'],
  ['{ import: orders2, place: temporal }', '`place` is not a key of imports.orders.dependsOn.0'],
  ['{ bookmark: crm, place: shard }', 'dependsOn.0.place: `shard` is no place of this file: there are temporal'],
])('of it %s is refused', (entry, problem) => {
  expect(refusal(fileOf({ orders2: '[]', orders: `[${entry}]` }))?.problems).toEqual([
    expect.stringContaining(problem),
  ]);
});

test('two jobs of one name are refused, for a mapping finds their states by it', () => {
  const on = '[{ bookmark: crm }, { bookmark: crm, domain: other }, crm]';
  expect(refusal(fileOf({ crm: '[]', orders: on }))?.problems).toEqual([
    expect.stringContaining('imports.orders.dependsOn.1.bookmark: a job of this name stands there twice'),
  ]);
});

test('a key that does not exist is told with the nearest', () => {
  const text = fileOf({ customers: '[]', orders: '[{ import: customers, whithin: 24h }]' });
  expect(refusal(text)?.problems).toEqual([
    `${placeIn(text, 'whithin')}: \`whithin\` is not a key of imports.orders.dependsOn.0: did you mean \`within\`?`,
  ]);
});

test.each([
  ['[customer]', 'imports.orders.dependsOn.0: `customer` is no import of this file: did you mean `customers`?'],
  ['[zzz]', 'imports.orders.dependsOn.0: `zzz` is no import of this file: there are `customers`'],
  [
    '[{ import: zzz, within: 1h }]',
    'imports.orders.dependsOn.0.import: `zzz` is no import of this file: there are `customers`',
  ],
  ['[customers, customers]', 'imports.orders.dependsOn.1: `customers` stands there twice'],
])('%s is refused: %s', (on, problem) => {
  expect(refusal(fileOf({ customers: '[]', orders: on }))?.problems).toEqual([expect.stringContaining(problem)]);
});

test('a name that a variable gives is told by the variable', () => {
  const text = fileOf({ customers: '[]', orders: '["${OTHER}"]' });
  expect(refusal(text, { OTHER: 'customers' })).toBeUndefined();
  expect(refusal(text, { OTHER: 'secret' })?.problems).toEqual([
    `${placeIn(text, '"${OTHER}"')}: imports.orders.dependsOn.0: the value of \${OTHER} is no import of this file: there are \`customers\``,
  ]);
});

test.each([
  [{ orders: '[orders]' }, '`orders` would wait for `orders`: none could ever begin'],
  [
    { customers: '[{ import: orders, required: false }]', orders: '[customers]' },
    '`customers` would wait for `orders`, which waits for `customers`: none could ever begin',
  ],
  [
    { free: '[]', a: '[free, b]', b: '[free, c]', c: '[a]', d: '[a]' },
    '`a` would wait for `b`, which waits for `c`, which waits for `a`: none could ever begin',
  ],
])('a circle is refused, once: %j', (imports, problem) => {
  expect(refusal(fileOf(imports))?.problems).toEqual([expect.stringContaining(problem)]);
});

describe('of batch jobs', () => {
  const call = 'endPoint: tell, params: {}';
  const withJobs = (jobs: Readonly<Record<string, string>>, imports: Readonly<Record<string, string>> = {}): string =>
    `${fileOf({ shops: '[]', ...imports })}endPoints: { tell: { type: module, path: t.mjs, export: t } }\nbatchJobs:\n${Object.entries(
      jobs,
    )
      .map(([name, on]) => `  ${name}: { ${call}, dependsOn: ${on} }\n`)
      .join('')}`;

  test('the shapes are those of imports', () => {
    const text = withJobs(
      { shops: '[]', report: '[shops, { batchJob: shops, within: 1h, required: false }, { bookmark: crm }]' },
      { orders: '[{ batchJob: report, timeout: 1h }]' },
    );
    const { batchJobs, imports } = load(text);
    expect(batchJobs.shops?.dependsOn).toEqual([]);
    expect(batchJobs.report?.dependsOn).toMatchObject([
      { import: 'shops', required: true, timeoutMs: 24 * hour },
      { batchJob: 'shops', required: false, withinMs: hour, timeoutMs: 24 * hour },
      { bookmark: 'crm' },
    ]);
    expect(imports.orders?.dependsOn).toEqual([{ batchJob: 'report', required: true, timeoutMs: hour }]);
    expect(takes(JSON.parse(JSON.stringify(configJsonSchema())), parse(text))).toBe(true);
  });

  test.each<[Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
    [{ a: '[shop]' }, {}, 'batchJobs.a.dependsOn.0: `shop` is no import of this file: did you mean `shops`?'],
    [{ a: '[]', b: '[a]' }, {}, '`a` is no import of this file: did you mean `{ batchJob: a }`?'],
    [
      { report: '[]', b: '[{ batchJob: reprot }]' },
      {},
      'batchJobs.b.dependsOn.0.batchJob: `reprot` is no batch job of this file: did you mean `report`?',
    ],
    [{ b: '[{ batchJob: zzz }]' }, {}, '`zzz` is no batch job of this file: there is no other'],
    [{ a: '[shops, { import: shops }]' }, {}, 'batchJobs.a.dependsOn.1.import: `shops` stands there twice'],
    [{ a: '[{ bookmark: x }, { bookmark: x }]' }, {}, 'a job of this name stands there twice'],
    [{ a: '[{ bookmark: x, place: shard }]' }, {}, 'batchJobs.a.dependsOn.0.place: `shard` is no place of this file'],
    [{ a: '[{ batchJob: a }]' }, {}, '`a` would wait for `a`: none could ever begin'],
    [
      { a: '[orders]' },
      { orders: '[{ batchJob: a }]' },
      '`orders` would wait for `a`, which waits for `orders`: none could ever begin',
    ],
  ])('%j is refused, beside %j', (jobs, imports, problem) => {
    expect(refusal(withJobs(jobs, imports))?.problems).toEqual([expect.stringContaining(problem)]);
  });

  test('one may wait for an import of its own name', () => {
    expect(refusal(withJobs({ shops: '[shops]' }))).toBeUndefined();
  });
});

test('two ways to one import are no circle', () => {
  expect(refusal(fileOf({ a: '[b, c]', b: '[d]', c: '[d]', d: '[]' }))).toBeUndefined();
});
