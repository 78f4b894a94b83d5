import fc from 'fast-check';
import { draftFeed } from '../../src/config/draft-feed';
import type { FileSample, SampleColumn } from '../../src/contract/couriers/table-request';
import { checkCouriers } from './courier-file';

const name = 'Optimizely:Decisions';
const draft = (sample: FileSample): string => draftFeed({ name, table: 'tables', from: 'part 1.parquet' }, sample);
const column = (of: string, type = 'VARCHAR', more: Partial<SampleColumn> = {}): SampleColumn => ({
  name: of,
  type,
  nulls: 0,
  distinct: 5,
  ...more,
});

test('the draft of a file of decisions, as it is printed', () => {
  const sample = {
    rows: 9_001,
    columns: [
      column('account_id'),
      column('uuid', 'VARCHAR', { distinct: 9_001 }),
      column('visitor_id', 'VARCHAR', { distinct: 9_001 }),
      column('timestamp', 'TIMESTAMP', { distinct: 9_001 }),
      column('process_timestamp', 'TIMESTAMP'),
      column('attributes', 'STRUCT(id VARCHAR, "name" VARCHAR)[]'),
      column('user_ip'),
      column('Is Holdback?', 'BOOLEAN'),
      column('revenue', 'DECIMAL(18,2)'),
      column('Revenue', 'BIGINT'),
      column('first $${name}'),
    ],
  };
  expect(draft(sample)).toBe(`# Drafted from "part 1.parquet", which has 9,001 rows. Look it over before it is used.
# Left out: Revenue, which only its case tells from another column.
feeds:
  "Optimizely:Decisions":
    table: tables
    primaryKey: [uuid] # in 9,001 rows no two are alike
    lastUpdated: process_timestamp
    fields:
      account_id: { type: string, tag: fk-account }
      uuid: { type: string }
      visitor_id: { type: string, tag: fk-visitor }
      timestamp: { type: datetime }
      process_timestamp: { type: datetime, tag: update-dt }
      attributes: { type: nested }
      user_ip: { type: string, tag: ip-address }
      Is_Holdback: { type: boolean, from: "Is Holdback?" }
      revenue: { type: decimal, scale: 2 }
      first_name: { type: string, from: "first $$\${name}", tag: given-name }
`);
});

test('a key is suggested that is unique, by its name where several are, and with a doubt where none is', () => {
  const keyIn = (...columns: SampleColumn[]) => /primaryKey: .*/.exec(draft({ rows: 5, columns }))?.[0];
  const not = { distinct: 4 };
  expect(keyIn(column('a'), column('sku'), column('order_id'), column('id'))).toContain('[id] # in 5 rows');
  expect(keyIn(column('id', 'VARCHAR', not), column('name'), column('OrderId'))).toContain('[OrderId]');
  expect(keyIn(column('id', 'VARCHAR', { nulls: 1 }), column('name'))).toContain('[name]');
  expect(keyIn(column('name', 'VARCHAR', not), column('id', 'VARCHAR', not))).toBe(
    'primaryKey: [id] # not unique: add more fields',
  );
  expect(() => draft({ rows: 5, columns: [column('tags', 'MAP(VARCHAR, VARCHAR)')] })).toThrow(
    expect.objectContaining({ code: 'usage-invalid' }),
  );
});

test('what tells how new a row is must be a time or a number that no row lacks', () => {
  const newest = (...columns: SampleColumn[]) => /lastUpdated: (.*)/.exec(draft({ rows: 5, columns }))?.[1];
  const id = column('id');
  expect(newest(id, column('process_timestamp', 'TIMESTAMP'), column('updatedAt', 'TIMESTAMP WITH TIME ZONE'))).toBe(
    'updatedAt',
  );
  expect(newest(id, column('version', 'BIGINT'))).toBe('version');
  expect(newest(id, column('updated_at', 'DATE'))).toBe('generated');
  expect(newest(id, column('updated_at', 'TIMESTAMP', { nulls: 1 }))).toBe('generated');
  expect(newest(id, column('timestamp', 'TIMESTAMP'))).toBe('generated');
});

const types = fc.oneof(
  fc.constantFrom('VARCHAR', 'BOOLEAN', 'BIGINT', 'HUGEINT', 'DOUBLE', 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_NS'),
  fc.constantFrom('DECIMAL(38,38)', 'DECIMAL(38,0)', "ENUM('a', 'b')", 'JSON', 'UUID', 'BLOB', 'INTEGER[]', 'NULL'),
  fc.constantFrom('STRUCT(a INTEGER)', 'MAP(VARCHAR, DECIMAL(4,2))', 'TIMESTAMP WITH TIME ZONE', 'VARCHAR[3]'),
);
const columnNames = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    '__proto__',
    'true',
    'null',
    '1',
    '1e3',
    'constructor',
    '${NAME}',
    '$${',
    'a: b',
    '#',
    ' ',
    'ID',
    'id',
  ),
  fc.constantFrom(
    'first name',
    'first_name',
    'First-Name',
    '日付',
    "it's",
    '"quoted"',
    '- a',
    '\u2028',
    '\t',
    'a\nb',
    '\u0085',
  ),
);

test('whatever a file has, its draft is a feed as the configuration takes it, with each column under its own name', () => {
  const columns = fc.array(fc.record({ name: columnNames, type: types, nulls: fc.nat(3), distinct: fc.nat(9) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(columns, fc.nat(9), fc.string(), (drawn, rows, from) => {
      const sample = { rows, columns: [column('key'), ...drawn] };
      const { parsed, problems } = checkCouriers(draftFeed({ name, table: 'tables', from }, sample));
      expect(problems).toEqual([]);
      const fields = parsed?.feeds[name]?.fields ?? {};
      const incoming = Object.entries(fields).map(([field, { from: other = field }]) => other.toLowerCase());
      expect(incoming.sort()).toEqual([...new Set(sample.columns.map(({ name: of }) => of.toLowerCase()))].sort());
    }),
    { numRuns: 500 },
  );
});
