import fc from 'fast-check';
import { quotedText } from '../../../src/connectors/duckdb';
import type { Tables } from '../../../src/tables/tables';
import { feedOf, loaded, loadOf, rowsOf, type ScratchFiles } from '../../contracts/tables-under-test';
import { parquetFile } from '../parquet-file';
import { type PostgresUnderTest, startTables } from './postgres-under-test';

let postgres: PostgresUnderTest;
let tables: Tables;
let scratch: ScratchFiles;
beforeAll(async () => {
  postgres = await startTables();
  ({ tables, scratch } = postgres);
});
afterAll(() => postgres?.stop());

describe('values', () => {
  it('are in the table as they are in the file, whatever is in a text', async () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('\\', '.', '"', ',', '\n', '\r', 'N', ' ', "'", '\t', '\u0000', '{') }),
      fc.string({ unit: 'grapheme' }),
      fc.constant(null),
    );
    const rows = fc.array(fc.tuple(text, text), { minLength: 300, maxLength: 300, size: 'max' });
    let run = 0;
    const check = async (values: readonly (readonly [string | null, string | null])[]) => {
      const written = values.map(([one, other], id) => {
        const sql = (value: string | null) =>
          value === null ? 'NULL' : value.split('\u0000').map(quotedText).join(' || chr(0) || ');
        return `(${id}, ${sql(one)}, struct_pack(t := ${sql(other)}, l := [${sql(one)}]))`;
      });
      const file = await parquetFile(scratch.folder, `FROM (VALUES ${written.join(', ')}) AS v(id, t, n)`);
      const fields = { id: { type: 'integer' }, t: { type: 'string' }, n: { type: 'nested' } } as const;
      const feed = `Text:${++run}`;
      const { counts, bad } = await loaded(tables, loadOf(feed, feedOf(fields, { errorThreshold: 100 }), [file]));
      const isKept = ([one, other]: readonly (string | null)[]) => !`${one}${other}`.includes('\u0000');
      const kept = values
        .map(([t, o], id) => [id, t, { t: o, l: [t] }] as const)
        .filter((_, id) => isKept(values[id] ?? []));
      expect(await rowsOf(tables, `SELECT id, t, n FROM "${feed}" ORDER BY id`)).toEqual(kept);
      expect(counts).toEqual({ read: 300, errors: 300 - kept.length, rejected: 0, inserted: kept.length, updated: 0 });
      expect(bad.every(({ message }) => /^[tn] has a NUL character/.test(message))).toBe(true);
    };
    await fc.assert(fc.asyncProperty(rows, check), { numRuns: 4, endOnFailure: true });
  });

  it('of a table with one column are no end of the copy', async () => {
    const file = await parquetFile(scratch.folder, `FROM (VALUES ('\\.'), ('\\N'), (''), ('a')) AS v(id)`);
    await loaded(tables, loadOf('One:Column', feedOf({ id: { type: 'string' } }), [file]));
    expect(await rowsOf(tables, 'SELECT id FROM "One:Column" ORDER BY id')).toEqual([[''], ['\\.'], ['\\N'], ['a']]);
  });

  it('at the ends of their types are kept, or are row errors', async () => {
    const rows = [
      `1, 'infinity'::TIMESTAMP, 'infinity'::DATE, 'nan'::DOUBLE, 9223372036854775807, ${'9'.repeat(28)}.0000000001`,
      `2, '0001-01-01 00:00:00.000001'::TIMESTAMP, '0001-01-01'::DATE, '-inf'::DOUBLE, -9223372036854775808, 0`,
      `3, '9999-12-31 23:59:59.999999'::TIMESTAMP, '12345-06-07'::DATE, 1e-300, 0, -0.5`,
      `4, '0044-03-15 (BC) 00:00:00'::TIMESTAMP, NULL, NULL, NULL, NULL`,
      `5, NULL, '5877000-01-01'::DATE, NULL, NULL, NULL`,
      `6, NULL, NULL, NULL, NULL, NULL`,
    ];
    const file = await parquetFile(
      scratch.folder,
      `SELECT id, t, d, f, i, n::DECIMAL(38,10) AS n FROM (VALUES ${rows.map((row) => `(${row})`).join(', ')}) AS v(id, t, d, f, i, n)`,
    );
    const settings = feedOf(
      {
        id: { type: 'integer' },
        t: { type: 'datetime' },
        d: { type: 'date' },
        f: { type: 'float' },
        i: { type: 'integer' },
        n: { type: 'decimal' },
      },
      { errorThreshold: 100 },
    );
    const { bad } = await loaded(tables, loadOf('Ends:Types', settings, [file]));
    expect(bad.map(({ row, column }) => [row, column])).toEqual([
      [3, 't'],
      [4, 'd'],
    ]);
    expect(await rowsOf(tables, 'SELECT * FROM "Ends:Types" ORDER BY id')).toEqual([
      [1, 'infinity', 'infinity', 'NaN', '9223372036854775807', `${'9'.repeat(28)}.0000000001`],
      [2, '0001-01-01 00:00:00.000001', '0001-01-01', '-Infinity', '-9223372036854775808', '0.0000000000'],
      [3, '9999-12-31 23:59:59.999999', '12345-06-07', 1e-300, 0, '-0.5000000000'],
      [6, null, null, null, null, null],
    ]);
  });

  it('of JSON that PostgreSQL does not keep are row errors, and what looks like one is kept', async () => {
    const nested = [
      `{"a": NaN}`,
      `{"a": -Infinity}`,
      `{"a": 1e9999}`,
      `{"a\\u0000": 1}`,
      `{"a": "\\\\\\u0000"}`,
      `{"a": "NaN, Infinity \\\\u0000 \\" 1e9999", "nan": [null, 1e308], }`,
      `{"a": {"b": [1, 2.50, 123456789012345678901234567890]}}`,
    ];
    const values = nested.map((json, id) => `(${id}, ${quotedText(json)})`).join(', ');
    const file = await parquetFile(scratch.folder, `FROM (VALUES ${values}) AS v(id, n)`);
    const settings = feedOf({ id: { type: 'integer' }, n: { type: 'nested' } }, { errorThreshold: 100 });
    const { bad } = await loaded(tables, loadOf('Json:Odd', settings, [file]));
    expect(bad.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4]);
    expect(await rowsOf(tables, `SELECT id, n ->> 'a' FROM "Json:Odd" ORDER BY id`)).toEqual([
      [5, 'NaN, Infinity \\u0000 " 1e9999'],
      [6, '{"b": [1, 2.5, 123456789012345678901234567890]}'],
    ]);
  });

  it('of a struct that are no numbers are row errors', async () => {
    const file = await parquetFile(
      scratch.folder,
      `SELECT i AS id, {x: CASE i WHEN 1 THEN 'nan'::DOUBLE ELSE i END} AS n FROM range(3) AS r(i)`,
    );
    const settings = feedOf({ id: { type: 'integer' }, n: { type: 'nested' } }, { errorThreshold: 50 });
    expect((await loaded(tables, loadOf('Json:NaN', settings, [file]))).counts).toMatchObject({
      errors: 1,
      inserted: 2,
    });
  });

  it('that are too long for a key are row errors; of other columns they are kept', async () => {
    // Texts that repeat themselves are kept packed, and would be shorter than they are.
    const long = `(SELECT string_agg(md5(i::VARCHAR), '') FROM range(100) AS r(i))`;
    const file = await parquetFile(
      scratch.folder,
      `SELECT repeat('k', 1300) AS a, substr(${long}, 1, n) AS b, ${long} AS c FROM (VALUES (1300), (1301)) AS v(n)`,
    );
    const fields = { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } } as const;
    const settings = feedOf(fields, { primaryKey: ['a', 'b'], errorThreshold: 50 });
    const { bad } = await loaded(tables, loadOf('Key:Long', settings, [file]));
    expect(bad.map(({ row, column, message }) => [row, column, message])).toEqual([
      [1, 'b', expect.stringContaining('1300 bytes')],
    ]);
    expect(await rowsOf(tables, 'SELECT length(b), length(c) FROM "Key:Long"')).toEqual([[1300, 3200]]);
  });
});
