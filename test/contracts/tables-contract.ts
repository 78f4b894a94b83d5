import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { conversionFields, decisionFields } from '../../sandbox/optimizely-export';
import type { ContentType } from '../../src/contract/couriers/content-type';
import { isMasked } from '../../src/contract/couriers/personal-tags';
import type { LocalFile, Tables } from '../../src/tables/tables';
import { tablesOracleContract } from './tables-oracle-contract';
import { feedOf, loaded, loadOf, rowsOf, ScratchFiles } from './tables-under-test';

const fixtures = join(__dirname, '../fixtures/optimizely-e3');

/** What the tables of every engine do; `open` gives ones that are empty. */
export function tablesContract(open: () => Promise<Tables>): void {
  let tables: Tables;
  let scratch: ScratchFiles;
  let feedCount = 0;
  const newFeed = () => `Test:Feed ${++feedCount}`;
  const people = feedOf({ id: { type: 'integer' }, name: { type: 'string' } });
  const namesOf = async (feed: string) => rowsOf(tables, `SELECT id, name FROM "${feed}" ORDER BY id`);
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  beforeAll(async () => {
    tables = await open();
    scratch = await ScratchFiles.make();
  });
  afterAll(async () => {
    await tables.close();
    await scratch.remove();
  });

  describe('samples of an export', () => {
    it.each([
      ['decisions', decisionFields, 9001],
      ['events', conversionFields, 11109],
    ] as const)('%s are in the table, column by column', async (type, fields, rows) => {
      const feed = newFeed();
      const name = await sampleName(type);
      const file = await scratch.copy(join(fixtures, name), name);
      const settings = feedOf(fields, { primaryKey: ['uuid'], lastUpdated: 'process_timestamp' });
      const { counts, files, drift, bad } = await loaded(tables, loadOf(feed, settings, [file]));
      expect(counts).toEqual({ read: rows, errors: 0, rejected: 0, inserted: rows, updated: 0 });
      expect({ files, drift, bad }).toEqual({ files: [{ file: name, read: rows, errors: 0 }], drift: [], bad: [] });

      const names = Object.entries(fields).flatMap(([column, field]) => (field.type === 'nested' ? [] : [column]));
      const sums = names.map((column) => `count("${column}"), count(DISTINCT "${column}")`);
      const numbers = type === 'events' ? 'sum(revenue), round(CAST(sum(value) AS DECIMAL(30, 9)), 3),' : '';
      const select = `SELECT count(*), ${numbers} ${sums.join(', ')} FROM`;
      const instance = await DuckDBInstance.create();
      const connection = await instance.connect();
      const direct = await connection.runAndReadAll(
        `${select} read_parquet('${file.path}', hive_partitioning = false)`,
      );
      const asText = (values: readonly unknown[] | undefined) => values?.map((value) => Number(value));
      expect(asText((await rowsOf(tables, `${select} "${feed}"`))[0])).toEqual(asText(direct.getRowsJson()[0]));
      connection.closeSync();
      instance.closeSync();
    });

    it('have the account of their rows, and not that of their folders', async () => {
      const feed = newFeed();
      const name = await sampleName('decisions');
      const file = await scratch.copy(join(fixtures, name), name);
      const settings = feedOf({ uuid: { type: 'string' }, account_id: { type: 'string' } }, { primaryKey: ['uuid'] });
      await loaded(tables, loadOf(feed, settings, [file]));
      const rows = await rowsOf(tables, `SELECT account_id, count(*) FROM "${feed}" GROUP BY account_id`);
      expect(rows).toEqual([['596780373', 9001]]);
    });

    it('keep their lists of structs', async () => {
      const feed = newFeed();
      const name = await sampleName('events');
      const file = await scratch.copy(join(fixtures, name), name);
      await loaded(tables, loadOf(feed, feedOf(conversionFields, { primaryKey: ['uuid'] }), [file]));
      const [[experiments, tags] = []] = await rowsOf(tables, `SELECT experiments, tags FROM "${feed}" LIMIT 1`);
      expect(experiments).toEqual([
        {
          campaign_id: expect.any(String),
          experiment_id: expect.any(String),
          variation_id: expect.any(String),
          is_holdback: false,
        },
      ]);
      expect(tags).toEqual({});
    });

    it('that are cut are told by their name, and change nothing', async () => {
      const feed = newFeed();
      const whole = await scratch.copy(join(fixtures, await sampleName('decisions')), 'whole.parquet');
      const landAs = { contentType: 'application/x-parquet' as const };
      const cut = await scratch.write(readFileSync(whole.path).subarray(0, 300_000), landAs, 'day/cut.parquet');
      const settings = feedOf({ uuid: { type: 'string' } }, { primaryKey: ['uuid'] });
      await loaded(tables, loadOf(feed, settings, [whole]));
      const error = await failure(loaded(tables, loadOf(feed, settings, [whole, cut], { truncate: true })));
      expect(error).toMatchObject({ code: 'file-unreadable', message: expect.stringContaining('day/cut.parquet') });
      expect(await rowsOf(tables, `SELECT count(*) FROM "${feed}"`)).toEqual([[9001]]);
    });
  });

  describe('a load', () => {
    it('updates what is there and inserts what is not', async () => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n2,b\n')]));
      const { counts } = await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n2,B\n3,C\n')]));
      expect(counts).toEqual({ read: 2, errors: 0, rejected: 0, inserted: 1, updated: 1 });
      expect(await namesOf(feed)).toEqual([
        [1, 'a'],
        [2, 'B'],
        [3, 'C'],
      ]);
    });

    it('replaces the table where it truncates', async () => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n2,b\n')]));
      const file = await scratch.csv('id,name\n2,B\n');
      const { counts } = await loaded(tables, loadOf(feed, people, [file], { truncate: true }));
      expect(counts).toMatchObject({ read: 1, inserted: 1, updated: 0 });
      expect(await namesOf(feed)).toEqual([[2, 'B']]);
    });

    it('of a run that has loaded the feed before does nothing, and answers the counts of that time', async () => {
      const feed = newFeed();
      const load = loadOf(feed, people, [await scratch.csv('id,name\n1,a\n1,b\n')]);
      const first = await loaded(tables, load);
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,later\n')]));
      const again = await loaded(tables, load);
      expect(again).toEqual({ ...first, repeated: true });
      expect(await namesOf(feed)).toEqual([[1, 'later']]);
    });

    it('of no file makes the table, and truncates it', async () => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, []));
      expect(await namesOf(feed)).toEqual([]);
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n')]));
      await loaded(tables, loadOf(feed, people, [], { truncate: true }));
      expect(await namesOf(feed)).toEqual([]);
    });

    it('that is aborted leaves the table and the ledger as they were', async () => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n')]));
      const controller = new AbortController();
      const load = loadOf(feed, people, [await scratch.csv('id,name\n2,b\nx,c\n', 'aborted.csv')], { truncate: true });
      const settings = { ...people, errorThreshold: 100 };
      const work = tables.load(
        { ...load, settings },
        { signal: controller.signal, onErrors: async () => controller.abort() },
      );
      expect(await failure(work)).toMatchObject({ name: 'AbortError' });
      expect(await namesOf(feed)).toEqual([[1, 'a']]);
      expect((await tables.loadedVersions(feed, ['aborted.csv'])).size).toBe(0);
    });

    it('notes which versions of which objects it has loaded', async () => {
      const feed = newFeed();
      const file = await scratch.csv('id,name\n1,a\n', 'day=1/a.csv');
      const object = { name: 'day=1/a.csv', day: '2020-09-13', size: 12 };
      await loaded(tables, loadOf(feed, people, [file], { objects: [{ ...object, etag: 'one' }] }));
      await loaded(tables, loadOf(feed, people, [file], { objects: [{ ...object, etag: 'two' }] }));
      const versions = await tables.loadedVersions(feed, ['day=1/a.csv', 'day=2/b.csv']);
      expect([...versions]).toEqual([['day=1/a.csv', { etag: 'two', size: 12 }]]);
      expect((await tables.loadedVersions(newFeed(), ['day=1/a.csv'])).size).toBe(0);
    });

    it('adds the columns that a feed has got since, and refuses another key and other types', async () => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n')]));
      const more = feedOf({ id: { type: 'integer' }, name: { type: 'string' }, city: { type: 'string' } });
      await loaded(tables, loadOf(feed, more, [await scratch.csv('id,name,city\n2,b,Bonn\n')]));
      expect(await rowsOf(tables, `SELECT * FROM "${feed}" ORDER BY id`)).toEqual([
        [1, 'a', null],
        [2, 'b', 'Bonn'],
      ]);
      for (const other of [{ ...more, primaryKey: ['name'] }, feedOf({ ...more.fields, name: { type: 'integer' } })]) {
        const work = loaded(tables, loadOf(feed, other, [await scratch.csv('id,name,city\n3,4,d\n')]));
        expect(await failure(work)).toMatchObject({ code: 'feed-key-changed' });
      }
      expect(await rowsOf(tables, `SELECT count(*) FROM "${feed}"`)).toEqual([[2]]);
    });
  });

  describe('of rows with one key', () => {
    const versioned = feedOf(
      { id: { type: 'integer' }, at: { type: 'datetime' }, name: { type: 'string' } },
      { lastUpdated: 'at' },
    );
    const all = (feed: string) => rowsOf(tables, `SELECT id, name FROM "${feed}" ORDER BY id`);

    it('the last counts, in a file and over the files', async () => {
      const feed = newFeed();
      const files = [await scratch.csv('id,name\n1,a\n1,b\n2,a\n'), await scratch.csv('id,name\n1,c\n3,a\n1,d\n')];
      const { counts } = await loaded(tables, loadOf(feed, people, files));
      expect(counts).toEqual({ read: 6, errors: 0, rejected: 3, inserted: 3, updated: 0 });
      expect(await namesOf(feed)).toEqual([
        [1, 'd'],
        [2, 'a'],
        [3, 'a'],
      ]);
    });

    it('the last updated counts, of equal ones the last, and a row without it least', async () => {
      const feed = newFeed();
      const file = await scratch.csv(
        'id,at,name\n1,2020-02-01,new\n1,2020-01-01,old\n2,2020-01-01,first\n2,2020-01-01,second\n3,2020-01-01,told\n3,,untold\n4,,a\n4,,b\n',
      );
      const { counts } = await loaded(tables, loadOf(feed, versioned, [file]));
      expect(counts).toMatchObject({ read: 8, rejected: 4, inserted: 4 });
      expect(await all(feed)).toEqual([
        [1, 'new'],
        [2, 'second'],
        [3, 'told'],
        [4, 'b'],
      ]);
    });

    it('one of the table goes for one that is as new or newer, and stays beside one that is older', async () => {
      const feed = newFeed();
      await loaded(
        tables,
        loadOf(feed, versioned, [
          await scratch.csv('id,at,name\n1,2020-02-01,t\n2,2020-02-01,t\n3,2020-02-01,t\n4,,t\n5,,t\n6,2020-02-01,t\n'),
        ]),
      );
      const file = await scratch.csv(
        'id,at,name\n1,2020-01-01,s\n2,2020-02-01,s\n3,2020-03-01,s\n4,2020-01-01,s\n5,,s\n6,,s\n7,,s\n',
      );
      const { counts } = await loaded(tables, loadOf(feed, versioned, [file]));
      expect(counts).toEqual({ read: 7, errors: 0, rejected: 2, inserted: 1, updated: 4 });
      expect(await all(feed)).toEqual([
        [1, 't'],
        [2, 's'],
        [3, 's'],
        [4, 's'],
        [5, 's'],
        [6, 't'],
        [7, 's'],
      ]);
    });

    it('all fields of a key together tell them apart', async () => {
      const feed = newFeed();
      const settings = { ...people, primaryKey: ['id', 'name'] };
      const { counts } = await loaded(tables, loadOf(feed, settings, [await scratch.csv('id,name\n1,a\n1,b\n1,a\n')]));
      expect(counts).toMatchObject({ rejected: 1, inserted: 2 });
    });
  });

  describe('bad rows', () => {
    /** So many good rows, each with a line, and among them bad ones. */
    const csvWith = (good: number, bad: number) => {
      const rows = Array.from({ length: good + bad }, (_, index) =>
        index < bad ? `x${index},bad` : `${index},"good\none"`,
      );
      return `id,name\n${rows.join('\n')}\n`;
    };

    it('of 2 % load nothing, and are reported', async () => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n')]));
      const bad: unknown[] = [];
      const load = loadOf(feed, people, [await scratch.csv(csvWith(980, 20))], { truncate: true });
      const work = tables.load(load, { onErrors: async (errors) => void bad.push(...errors) });
      const error = await failure(work);
      expect(error).toMatchObject({
        code: 'load-threshold',
        message: expect.stringContaining('20 of 1000 rows are bad'),
      });
      expect(bad).toHaveLength(20);
      expect(await namesOf(feed)).toEqual([[1, 'a']]);
    });

    it('of 0.5 % are left out, counted and reported with their lines', async () => {
      const feed = newFeed();
      const { counts, files, bad } = await loaded(
        tables,
        loadOf(feed, people, [await scratch.csv(csvWith(995, 5), 'half.csv')]),
      );
      expect(counts).toEqual({ read: 1000, errors: 5, rejected: 0, inserted: 995, updated: 0 });
      expect(files).toEqual([{ file: 'half.csv', read: 1000, errors: 5 }]);
      expect(bad).toHaveLength(5);
      expect(bad[4]).toEqual({
        file: 'half.csv',
        line: 6,
        row: 4,
        column: 'id',
        message: 'id cannot be read as integer',
        record: 'x4,bad',
      });
    });

    it('at the threshold are not over it', async () => {
      const { counts } = await loaded(tables, loadOf(newFeed(), people, [await scratch.csv(csvWith(990, 10))]));
      expect(counts).toMatchObject({ errors: 10, inserted: 990 });
    });

    it('are those without a value in their key, too', async () => {
      const feed = newFeed();
      const settings = { ...people, errorThreshold: 50 };
      const { counts, bad } = await loaded(tables, loadOf(feed, settings, [await scratch.csv('id,name\n1,a\n,b\n')]));
      expect(counts).toMatchObject({ read: 2, errors: 1, inserted: 1 });
      expect(bad).toMatchObject([{ line: 3, row: 1, column: 'id', message: 'id is empty, and part of the key' }]);
    });

    it('of CSV are lines with too few or too many values, also behind values of several lines', async () => {
      const feed = newFeed();
      const settings = { ...people, errorThreshold: 50 };
      const file = await scratch.csv('id,name\n1,"a\nb"\n\n2\n3,c\n4,d,e\nx,f\n5,g\n');
      const { counts, bad } = await loaded(tables, loadOf(feed, settings, [file]));
      expect(counts).toEqual({ read: 6, errors: 3, rejected: 0, inserted: 3, updated: 0 });
      expect(bad.map(({ line, record }) => [line, record])).toEqual([
        [5, '2'],
        [7, '4,d,e'],
        [8, 'x,f'],
      ]);
    });

    it('of CSV are all lines behind a quote that is never closed', async () => {
      const rows = Array.from({ length: 1000 }, (_, index) => (index === 500 ? '500,"open' : `${index},v`));
      const file = await scratch.csv(`id,name\n${rows.join('\n')}\n`);
      const error = await failure(loaded(tables, loadOf(newFeed(), people, [file])));
      expect(error).toMatchObject({ code: 'load-threshold', message: expect.stringContaining('500 of 1000 rows') });
    });

    it('of NDJSON are lines that are none, and the rest is loaded', async () => {
      const feed = newFeed();
      const settings = { ...people, errorThreshold: 60 };
      const text =
        '{"id":1,"name":"a"}\n{"id":2,\n\n"text"\n{"id":3,"name":"\\ud800"}\n{"id":4,"name":"\\ud83d\\ude00"}\n';
      const file = await scratch.write(text, { contentType: 'application/x-ndjson' }, 'lines');
      const { counts, bad } = await loaded(tables, loadOf(feed, settings, [file]));
      expect(counts).toMatchObject({ read: 5, errors: 3, inserted: 2 });
      expect(bad.map(({ line }) => line)).toEqual([2, 4, 5]);
      expect(await namesOf(feed)).toEqual([
        [1, 'a'],
        [4, '😀'],
      ]);
    });
  });

  describe('files of all types', () => {
    const fields = {
      id: { type: 'integer' },
      name: { type: 'string' },
      score: { type: 'decimal', scale: 2 },
      weight: { type: 'float' },
      active: { type: 'boolean' },
      born: { type: 'date' },
      seen: { type: 'datetime' },
      tags: { type: 'nested' },
    } as const;
    const delimited = (separator: string) =>
      [
        ['id', 'name', 'score', 'weight', 'active', 'born', 'seen', 'tags'],
        [
          '9007199254740993',
          '"say ""hi"""',
          '12345678901234567890.25',
          '0.5',
          'yes',
          '2020-02-29',
          '2020-05-01T10:00:00.5+02:00',
          `"[1, {""a"": ""b""}]"`,
        ],
        ['2', '', '', '', '', '', '', ''],
      ]
        .map((row) => row.join(separator))
        .join('\n');
    const json = [
      { id: 2 },
      {
        id: '9007199254740993',
        name: 'say "hi"',
        score: '12345678901234567890.25',
        weight: 0.5,
        active: true,
        born: '2020-02-29',
        seen: '2020-05-01 08:00:00.5',
        tags: [1, { a: 'b' }],
      },
    ];
    const contents: readonly (readonly [ContentType, string])[] = [
      ['text/csv', delimited(',')],
      ['text/tab-separated-values', delimited('\t')],
      ['text/pipe-separated-values', delimited('|')],
      ['application/json', JSON.stringify(json, undefined, 2)],
      ['application/x-ndjson', json.map((record) => JSON.stringify(record)).join('\n')],
    ];
    const cases = contents.flatMap(([type, text]) => [
      [type, 'as it is', text] as const,
      [type, 'packed', gzipSync(text)] as const,
    ]);

    it.each(cases)('%s, %s', async (contentType, _packed, content) => {
      const feed = newFeed();
      const { counts, bad } = await loaded(
        tables,
        loadOf(feed, feedOf(fields), [await scratch.write(content, { contentType })]),
      );
      expect({ ...counts, bad }).toMatchObject({ read: 2, inserted: 2, bad: [] });
      const rows = await rowsOf(
        tables,
        `SELECT id, name, CAST(score AS VARCHAR), weight, active, CAST(born AS VARCHAR), CAST(seen AS VARCHAR), tags FROM "${feed}" ORDER BY id`,
      );
      expect(rows).toEqual([
        [2, null, null, null, null, null, null, null],
        [
          '9007199254740993',
          'say "hi"',
          '12345678901234567890.25',
          0.5,
          true,
          '2020-02-29',
          '2020-05-01 08:00:00.5',
          [1, { a: 'b' }],
        ],
      ]);
    });

    it('with another separator and quote, and rows of names as many as are told', async () => {
      const feed = newFeed();
      const landAs = { contentType: 'text/csv', separator: ';', quote: "'" } as const;
      const file = await scratch.write("\ufeffid;name\r\n1;'a;''b'''\r\n", landAs);
      await loaded(tables, loadOf(feed, people, [file]));
      const two = await scratch.write('id;name\nint;text\n2;b\n', { ...landAs, headerRows: 2 });
      const none = await scratch.write('3;c\n', { ...landAs, headerRows: 0 });
      await loaded(tables, loadOf(feed, people, [two, none]));
      expect(await namesOf(feed)).toEqual([
        [1, "a;'b'"],
        [2, 'b'],
        [3, 'c'],
      ]);
    });

    it('in one load', async () => {
      const feed = newFeed();
      const files = [
        await scratch.csv('id,name\n1,csv\n2,csv\n'),
        await scratch.write('{"ID":2,"Name":"json"}', { contentType: 'application/x-ndjson' }),
        await scratch.csv(''),
      ];
      const { counts } = await loaded(tables, loadOf(feed, people, files));
      expect(counts).toMatchObject({ read: 3, rejected: 1, inserted: 2 });
      expect(await namesOf(feed)).toEqual([
        [1, 'csv'],
        [2, 'json'],
      ]);
    });

    it('that are not what they are said to be', async () => {
      const wrong: readonly (readonly [ContentType, string])[] = [
        ['application/x-parquet', ''],
        ['application/x-parquet', 'id,name\n1,a\n'],
        ['application/json', 'id,name\n1,a\n'],
        ['application/json', '[{"id":1}, {"id":'],
        ['application/avro', 'Obj'],
      ];
      for (const [contentType, text] of wrong) {
        const file = await scratch.write(text, { contentType }, 'wrong.file');
        const error = await failure(loaded(tables, loadOf(newFeed(), people, [file])));
        expect(error).toMatchObject({ code: 'file-unreadable', message: expect.stringContaining('wrong.file') });
      }
    });
  });

  describe('values', () => {
    const read = async (field: Parameters<typeof feedOf>[0][string], values: readonly string[]) => {
      const feed = newFeed();
      const settings = feedOf({ id: { type: 'integer' }, value: field }, { errorThreshold: 100 });
      const csv = values.map((value, index) => `${index},"${value}"`).join('\n');
      await loaded(tables, loadOf(feed, settings, [await scratch.csv(`id,value\n${csv}\n`)]));
      const rows = await rowsOf(tables, `SELECT id, CAST(value AS VARCHAR) FROM "${feed}"`);
      const found = new Map(rows.map(([id, value]) => [id, value]));
      return values.map((_, index) => (found.has(index) ? found.get(index) : 'bad'));
    };

    it('of integers are whole', async () => {
      expect(await read({ type: 'integer' }, ['1', ' -2 ', '3.0', '3.5', '1e3', '', '9223372036854775808'])).toEqual([
        '1',
        '-2',
        '3',
        'bad',
        'bad',
        null,
        'bad',
      ]);
    });

    it('of booleans are yes and no in their words', async () => {
      expect(await read({ type: 'boolean' }, ['TRUE', 'no', '1', '0', 'maybe', ''])).toEqual([
        'true',
        'false',
        'true',
        'false',
        'bad',
        null,
      ]);
    });

    it('of times are read by the first automatic format that fits', async () => {
      const values = [
        '20200501',
        '2020/05/01 10:30',
        '05/01/2020',
        '05/01/20',
        '01-May-2020 08:15:00 PM',
        '01 May 2020',
        '01May2020',
        '2020-05-01T10:00:00Z',
        '2020-05-01 10:00:00-0100',
        '2020-02-30',
        'soon',
      ];
      expect(await read({ type: 'datetime' }, values)).toEqual([
        '2020-05-01 00:00:00',
        '2020-05-01 10:30:00',
        '2020-05-01 00:00:00',
        '2020-05-01 00:00:00',
        '2020-05-01 20:15:00',
        '2020-05-01 00:00:00',
        '2020-05-01 00:00:00',
        '2020-05-01 10:00:00',
        '2020-05-01 11:00:00',
        'bad',
        'bad',
      ]);
    });

    it('of times are read by the format that is told, and by no other', async () => {
      const format = "dd.MM.yyyy 'at' HH:mm";
      expect(
        await read({ type: 'datetime', format }, [
          '01.05.2020 at 10:30',
          '1.5.2020 at 9:05',
          '2020-05-01',
          '01.05.20 at 10:30',
        ]),
      ).toEqual(['2020-05-01 10:30:00', '2020-05-01 09:05:00', 'bad', 'bad']);
      expect(await read({ type: 'date', format: 'ddMMyyyy' }, ['01052020', '2020-05-01'])).toEqual([
        '2020-05-01',
        'bad',
      ]);
    });

    it('of times with a format that is none are refused', async () => {
      const work = read({ type: 'date', format: 'yyyy-MM-ddThh' }, ['2020-05-01']);
      expect(await failure(work)).toMatchObject({ code: 'config-invalid', message: expect.stringContaining("'T'") });
    });

    it('of decimals keep their digits', async () => {
      expect(await read({ type: 'decimal', scale: 3 }, ['1.5', '99999999999999999999.125', 'x'])).toEqual([
        '1.500',
        '99999999999999999999.125',
        'bad',
      ]);
    });
  });

  describe('columns', () => {
    it('that a file lacks or has more are told, and harm nothing', async () => {
      const feed = newFeed();
      const files = [await scratch.csv('id,other\n1,x\n', 'a.csv'), await scratch.csv('NAME,Id\nb,2\n', 'b.csv')];
      const { drift } = await loaded(tables, loadOf(feed, people, files));
      expect(drift).toEqual([{ file: 'a.csv', missing: ['name'], added: ['other'] }]);
      expect(await namesOf(feed)).toEqual([
        [1, null],
        [2, 'b'],
      ]);
    });

    it('that are required, and those that no feed knows where it refuses them, are errors', async () => {
      const required = feedOf({ id: { type: 'integer' }, name: { type: 'string', required: true } });
      const lacks = await failure(loaded(tables, loadOf(newFeed(), required, [await scratch.csv('id\n1\n', 'a.csv')])));
      expect(lacks).toMatchObject({ code: 'file-drifted', message: expect.stringContaining('a.csv lacks "name"') });
      const strict = { ...people, onDrift: 'refuse' as const };
      const more = await failure(loaded(tables, loadOf(newFeed(), strict, [await scratch.csv('id,name,x\n1,a,b\n')])));
      expect(more).toMatchObject({ code: 'file-drifted', message: expect.stringContaining('has "x"') });
    });

    it('are found by the names that files have for them', async () => {
      const feed = newFeed();
      const settings = feedOf({
        id: { type: 'integer', from: 'Customer Id' },
        name: { type: 'string', from: 'a/b~c' },
      });
      const files: LocalFile[] = [
        await scratch.csv('CUSTOMER ID,a/b~c\n1,a\n'),
        await scratch.write('[{"Customer Id":2,"a/b~c":"b"}]', { contentType: 'application/json' }),
      ];
      await loaded(tables, loadOf(feed, settings, files));
      expect(await namesOf(feed)).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
    });
  });

  describe('feeds', () => {
    it('have their tables once they are activated, and lose what is in them with another key', async () => {
      const feed = newFeed();
      const settings = feedOf({ id: { type: 'integer' }, name: { type: 'string', tag: 'given-name' } });
      await tables.activate(feed, settings, { purge: false });
      await loaded(tables, loadOf(feed, settings, [await scratch.csv('id,name\n1,a\n', 'a.csv')]));
      await tables.activate(feed, settings, { purge: false });
      const [described] = (await tables.describe()).filter(({ name }) => name === feed);
      expect(described).toMatchObject({ rows: 1, primaryKey: ['id'], loadedAt: expect.any(Number) });
      expect(described?.columns.map(({ name, tag }) => [name, tag])).toEqual([
        ['id', undefined],
        ['name', 'given-name'],
      ]);

      const other = { ...settings, primaryKey: ['name'] };
      expect(await failure(tables.activate(feed, other, { purge: false }))).toMatchObject({ code: 'feed-key-changed' });
      await tables.activate(feed, other, { purge: true });
      expect(await namesOf(feed)).toEqual([]);
      expect((await tables.loadedVersions(feed, ['a.csv'])).size).toBe(0);
    });
  });

  describe('queries', () => {
    it('answer columns, and rows by batches, until they are aborted', async () => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n2,b\n')]));
      const answer = await tables.query(`SELECT id, upper(name) AS name FROM "${feed}" ORDER BY id`);
      expect(answer.columns.map(({ name }) => name)).toEqual(['id', 'name']);
      const batches: unknown[] = [];
      for await (const batch of answer.rows) batches.push(batch);
      expect(batches.flat()).toEqual([
        [1, 'A'],
        [2, 'B'],
      ]);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      const endless = async () => {
        const { rows } = await tables.query(
          'SELECT sum(a.i * b.i) FROM generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(i)',
          { signal: controller.signal },
        );
        for await (const batch of rows) expect(batch).toEqual([]);
      };
      expect(await failure(endless())).toMatchObject({ name: 'AbortError' });
    });

    describe('hide values of persons', () => {
      let persons: string;
      let orders: string;
      beforeAll(async () => {
        [persons, orders] = [newFeed(), newFeed()];
        const fields = {
          id: { type: 'string' },
          email: { type: 'string', tag: 'email' },
          phone: { type: 'integer', tag: 'phone' },
          visitor: { type: 'string', tag: 'fk-visitor' },
          age: { type: 'integer' },
          notes: { type: 'string' },
        } as const;
        await tables.activate(persons, feedOf(fields), { purge: false });
        const ofOrders = { id: { type: 'string' }, label: { type: 'string' }, deep: { type: 'nested' } } as const;
        await tables.activate(orders, feedOf(ofOrders), { purge: false });
      });
      /** Of each column whether it is masked. */
      const maskedIn = async (sql: string): Promise<boolean[]> => {
        const { columns, rows } = await tables.query(
          sql.replaceAll('@people', `"${persons}"`).replaceAll('@orders', `"${orders}"`),
        );
        for await (const batch of rows) expect(batch).toBeDefined();
        return columns.map(isMasked);
      };

      it.each([
        ['select * from @people', [false, true, true, false, false, false]],
        ['select *, upper(email) as e, id from @people', [false, true, true, false, false, false, true, false]],
        ['select email, phone from @people', [true, true]],
        ['select email as id from @people', [true]],
        ['select email as visitor from @people', [true]],
        ['select phone as n from @people', [true]],
        ['select lower(email) id from @people', [true]],
        ['select email "id" from @people', [true]],
        ['select email/* its */id from @people', [true]],
        ['select lower(email) as e, max(email), id from @people group by 1, 3', [true, true, false]],
        ['select min("email") as first, id from @people group by id', [true, false]],
        ['select p.id, (select max(email) from @people) as m from @people p', [false, true]],
        ['select id from @orders union all select email from @people', [true]],
        ['with x(id) as (select email from @people) select id from x', [true]],
        [
          "with q as (select email as a, id from @people) select b, id from (select a || 'x' as b, id from q) as r",
          [true, false],
        ],
        ['select id from (select * from @people) as x(notes, id) where id is null', [true]],
        ['select x.* from (select upper(email) from @people) as x', [true]],
        ['select p from @people p', [true]],
        ['select q from (select * from @people) q', [true]],
        ['select row(p.id, p.email) as r from @people p', [true]],
        ['select case when age > 1 then email end as c, id from @people', [true, false]],
        ['select l.e from @people p, lateral (select p.email as e) l', [true]],
        ['select count(*) filter (where email is null) as n, count(distinct email) as m from @people', [false, false]],
        ['select count(email) as email from @people', [true]],
        ['select avg(length(email)) as n, sum(phone) as s, sum(age) as a from @people', [false, false, false]],
        ['select id, notes from @people where email is not null order by email', [false, false]],
        ['select distinct p.id from @people p order by id', [false]],
        ["select label || 'email' as l from @orders", [false]],
        ['select o from @orders o', [false]],
        [
          'select o.id as variation, count(distinct p.visitor) as visitors from @people p left join @orders o on o.id = p.id group by o.id',
          [false, false],
        ],
      ])('%s', async (sql, expected) => {
        expect(await maskedIn(sql)).toEqual(expected);
      });

      it('with the tags that count by now', async () => {
        const columns = [{ name: 'id', tag: 'full-name' }, { name: 'label' }];
        const answer = await tables.query(`select upper(id) as i, label from "${orders}"`, {
          tables: [{ name: orders, columns }],
        });
        for await (const batch of answer.rows) expect(batch).toBeDefined();
        expect(answer.columns.map(({ tag }) => tag)).toEqual(['full-name', undefined]);
      });
    });

    it('that fail say why', async () => {
      const query = (sql: string) => failure(rowsOf(tables, sql));
      expect(await query('SELEC 1')).toMatchObject({ code: 'query-invalid' });
      expect(await query('SELECT 1; SELECT 2')).toMatchObject({ code: 'query-invalid' });
      expect(await query('SELECT nothing FROM (SELECT 1) AS t')).toMatchObject({ code: 'query-invalid' });
      expect(await query('SELECT * FROM "Test:None"')).toMatchObject({ code: 'query-invalid' });
    });

    it.each([
      'DELETE FROM "@"',
      'DROP TABLE "@"',
      'CREATE TABLE stolen (a INTEGER)',
      'INSERT INTO "@" VALUES (5)',
      'TRUNCATE "@"',
    ])('never write: %s', async (sql) => {
      const feed = newFeed();
      await loaded(tables, loadOf(feed, people, [await scratch.csv('id,name\n1,a\n')]));
      expect(await failure(rowsOf(tables, sql.replace('@', feed)))).toMatchObject({ code: 'query-invalid' });
      expect(await namesOf(feed)).toEqual([[1, 'a']]);
    });
  });

  tablesOracleContract(() => ({ tables, scratch, newFeed }));
}

async function sampleName(type: string): Promise<string> {
  const names = await readdir(fixtures, { recursive: true });
  const found = names.find((name) => name.includes(`type=${type}`) && name.endsWith('.parquet'));
  if (found === undefined) throw new Error(`No sample of ${type}`);
  return found;
}
