import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { stringify } from 'yaml';
import { Governors } from '../../../src/activities/delivery/governors';
import { createTableActivities } from '../../../src/activities/table-activities';
import { openDuckDb } from '../../../src/connectors/duckdb';
import type { ContentType } from '../../../src/contract/couriers/content-type';
import type { TableAnswer } from '../../../src/contract/couriers/table-request';
import { LongshoreError } from '../../../src/contract/failure';
import {
  answerContentKey,
  type LandedObject,
  PieceWriter,
  readPieces,
  readTableAnswer,
  removeTableRequest,
  type Storage,
  sentFileKey,
  type TableRequest,
  writeTableRequest,
} from '../../../src/storage';
import { DirectoryStorage } from '../../../src/storage/directory-storage';
import { parseStatement } from '../../../src/tables/lineage/parse-statement';
import { tagColumns } from '../../../src/tables/lineage/tag-columns';
import type { Tables } from '../../../src/tables/tables';
import { silentLogger } from '../silent-logger';

let folder: string;
let storage: Storage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-answer-'));
  await mkdir(join(folder, 'scratch'));
  storage = new DirectoryStorage(join(folder, 'storage'));
  const fields = {
    id: { type: 'integer' },
    mail: { type: 'string', tag: 'email' },
    visitor: { type: 'string', tag: 'fk-visitor' },
    deep: { type: 'nested' },
  };
  const people = { table: 'tables', primaryKey: ['id'], fields };
  const config = {
    connections: { tables: { type: 'duckdb', path: 'warehouse.duckdb' } },
    feeds: { 'Shop:People': people },
    storage: { type: 'directory', path: 'storage' },
  };
  await writeFile(join(folder, 'longshore.yaml'), stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const described = {
  ...{ name: 'Shop:People', rows: 3, primaryKey: ['id'], loadedAt: 7 },
  columns: ['id', 'mail', 'visitor', 'deep'].map((name) => ({ name, type: name === 'id' ? 'BIGINT' : 'VARCHAR' })),
};
const people = `(VALUES (1::BIGINT, 'ada@example.com', 'v-1', {'a': [1, 2], 'm': MAP {'k': 1.5}}),
  (2, NULL, 'v,"2"', NULL), (9007199254740993, 'bob@example.com', '', {'a': [], 'm': MAP {}})) AS p(id, mail, visitor, deep)`;

/** What a database with this one table would answer: the engine is the real one. */
const tablesOfTest: Partial<Tables> = {
  description: 'warehouse.duckdb',
  describe: async () => [described],
  query: async (sql, { tables = [] } = {}) => {
    const database = await openDuckDb({ path: undefined });
    const session = await database.session({ isQuery: true });
    const parsed = await parseStatement(session, sql);
    const { columns, batches } = await session.stream(sql.replace('"Shop:People"', `(SELECT * FROM ${people})`));
    return { columns: tagColumns(parsed, sql, columns, tables), rows: batches };
  },
};

let asks = 0;
/** Asks as the command does, and answers what lies in storage then. */
async function ask(request: TableRequest | ((id: string) => Promise<TableRequest>), tables = tablesOfTest) {
  asks += 1;
  const id = `request-${asks}`;
  await writeTableRequest(storage, id, typeof request === 'function' ? await request(id) : request);
  const env = { LONGSHORE_SCRATCH: join(folder, 'scratch') };
  const context = {
    configPath: join(folder, 'longshore.yaml'),
    env,
    taskQueue: 'longshore',
    governors: new Governors(),
  };
  const { answerTableRequest } = createTableActivities(context, async () => tables as Tables);
  await new MockActivityEnvironment({}, { logger: silentLogger }).run(() => answerTableRequest({ request: id }));
  const answer = await readTableAnswer(storage, id);
  if (answer === undefined) throw new Error('nothing was answered');
  const content = 'content' in answer ? await contentOf(id, answer.content) : Buffer.alloc(0);
  await removeTableRequest(storage, id);
  expect(await readTableAnswer(storage, id)).toBeUndefined();
  return { answer, content };
}

async function contentOf(id: string, { pieces }: { readonly pieces: readonly string[] }): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of readPieces(storage, { key: answerContentKey(id), pieces })) parts.push(piece);
  return Buffer.concat(parts);
}

const lines = (content: Buffer) =>
  String(content)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const onConnection = { connection: 'tables', limit: 200, showPersonal: false } as const;

test('the tables are told with the tags of their feeds', async () => {
  const { answer } = await ask({ ask: 'tables', connection: 'tables' });
  expect(answer).toEqual({
    is: 'tables',
    tables: [
      {
        ...described,
        columns: [
          { name: 'id', type: 'BIGINT' },
          { name: 'mail', type: 'VARCHAR', tag: 'email' },
          { name: 'visitor', type: 'VARCHAR', tag: 'fk-visitor' },
          { name: 'deep', type: 'VARCHAR' },
        ],
      },
    ],
  });
});

test('of a preview the values of persons do not even get into storage, unless they are wanted', async () => {
  const preview = { ask: 'preview', table: 'Shop:People', ...onConnection } as const;
  const { answer, content } = await ask(preview);
  expect(answer).toMatchObject({ is: 'rows', count: 3, more: false });
  expect(answer.is === 'rows' && answer.columns.map(({ masked }) => masked)).toEqual([false, true, false, false]);
  expect(lines(content)).toEqual([
    [1, '***', 'v-1', { a: [1, 2], m: { k: '1.5' } }],
    [2, null, 'v,"2"', null],
    ['9007199254740993', '***', '', { a: [], m: {} }],
  ]);
  const shown = await ask({ ...preview, showPersonal: true, limit: 1 });
  expect(shown.answer).toMatchObject({ count: 1, more: true });
  expect(lines(shown.content)[0][1]).toBe('ada@example.com');
});

test('a query is answered, and what it is refused for is an answer too', async () => {
  const query = (sql: string) => ask({ ask: 'query', sql, ...onConnection });
  const { answer, content } = await query(
    'select lower(mail) as m, count(*) as n from "Shop:People" group by 1 order by 1',
  );
  expect(answer.is === 'rows' && answer.columns.map(({ name, masked }) => [name, masked])).toEqual([
    ['m', true],
    ['n', false],
  ]);
  expect(lines(content).map(([mail]) => mail)).toEqual(['***', '***', null]);
  expect((await query('select nobody from "Shop:People"')).answer).toMatchObject({
    is: 'failed',
    failure: { code: 'query-invalid' },
  });
  expect((await ask({ ask: 'preview', table: 'Shop:Peple', ...onConnection })).answer).toMatchObject({
    is: 'failed',
    failure: { code: 'unknown-table', message: expect.stringContaining('did you mean `Shop:People`?') },
  });
});

test('what waiting may help for is no answer: it is tried again', async () => {
  const busy: Partial<Tables> = {
    describe: () => Promise.reject(new LongshoreError('storage-unavailable', 'The disk is away')),
  };
  await expect(ask({ ask: 'tables', connection: 'tables' }, busy)).rejects.toMatchObject({
    code: 'storage-unavailable',
  });
});

test('a table is exported whole, as CSV, JSON and Parquet', async () => {
  const exported = { ask: 'export', connection: 'tables', table: 'Shop:People' } as const;
  const csv = await ask({ ...exported, format: 'csv' });
  expect(csv.answer).toMatchObject({ is: 'export', rows: 3 });
  expect(String(csv.content).split('\r\n')).toEqual([
    'id,mail,visitor,deep',
    '1,ada@example.com,v-1,"{""a"":[1,2],""m"":{""k"":""1.5""}}"',
    '2,,"v,""2""",',
    '9007199254740993,bob@example.com,,"{""a"":[],""m"":{}}"',
    '',
  ]);
  const json = await ask({ ...exported, format: 'json' });
  expect(JSON.parse(String(json.content))).toHaveLength(3);
  expect(String(json.content).split('\n')).toHaveLength(6);

  const parquet = await ask({ ...exported, format: 'parquet' });
  const path = join(folder, 'exported.parquet');
  await writeFile(path, parquet.content);
  const database = await openDuckDb({ path: undefined, readableFolders: [folder] });
  const session = await database.session();
  const { columns, batches } = await session.stream(`SELECT * FROM read_parquet('${path}') ORDER BY id`);
  expect(columns.map(({ type }) => type)).toEqual([
    ...['BIGINT', 'VARCHAR', 'VARCHAR', 'STRUCT("a" INTEGER[], "m" MAP(VARCHAR, DECIMAL(2,1)))'],
  ]);
  const rows = [];
  for await (const batch of batches) rows.push(...batch);
  expect(rows).toEqual([
    [1, 'ada@example.com', 'v-1', { a: [1, 2], m: { k: '1.5' } }],
    [2, null, 'v,"2"', null],
    ['9007199254740993', 'bob@example.com', '', { a: [], m: {} }],
  ]);
  session.close();
  await database.close();
  expect(await readdir(join(folder, 'scratch'))).toEqual([]);
});

async function sent(id: string, contentType: ContentType, content: Uint8Array): Promise<LandedObject> {
  const writer = new PieceWriter(storage, sentFileKey(id));
  await writer.write(content);
  const file = { landAs: { tag: 'sample', contentType }, key: sentFileKey(id), ...(await writer.end()) };
  const version = { courier: 'sample', name: 'sample', etag: id, size: content.length, timestamp: 0, landedAt: 0 };
  return { ...version, runId: id, settings: [], files: [file] };
}

async function columnsOf(contentType: ContentType, content: Uint8Array | string): Promise<TableAnswer> {
  const { answer } = await ask(async (id) => ({
    ask: 'sample',
    sample: await sent(id, contentType, Buffer.from(content)),
  }));
  return answer;
}

test.each<[ContentType, string]>([
  ['text/csv', 'id,price,day,note\n1,2.5,2020-09-13,a\n2,3.5,2020-09-13,\n3,,2020-09-14,a\n'],
  [
    'text/tab-separated-values',
    'id\tprice\tday\tnote\n1\t2.5\t2020-09-13\ta\n2\t3.5\t2020-09-13\t\n3\t\t2020-09-14\ta\n',
  ],
  ['text/pipe-separated-values', 'id|price|day|note\n1|2.5|2020-09-13|a\n2|3.5|2020-09-13|\n3||2020-09-14|a\n'],
  [
    'application/x-ndjson',
    '{"id":1,"price":2.5,"day":"2020-09-13","note":"a"}\n{"id":2,"price":3.5,"day":"2020-09-13"}\n{"id":3,"day":"2020-09-14","note":"a"}\n',
  ],
  [
    'application/json',
    '[{"id":1,"price":2.5,"day":"2020-09-13","note":"a"},{"id":2,"price":3.5,"day":"2020-09-13"},{"id":3,"day":"2020-09-14","note":"a"}]',
  ],
])('columns of %s, also packed: their types, and what a key is suggested by', async (contentType, content) => {
  const columns = {
    is: 'sample',
    sample: {
      rows: 3,
      columns: [
        { name: 'id', type: 'BIGINT', nulls: 0, distinct: 3 },
        { name: 'price', type: 'DOUBLE', nulls: 1, distinct: 2 },
        { name: 'day', type: 'DATE', nulls: 0, distinct: 2 },
        { name: 'note', type: 'VARCHAR', nulls: 1, distinct: 1 },
      ],
    },
  };
  expect(await columnsOf(contentType, content)).toEqual(columns);
  expect(await columnsOf(contentType, gzipSync(content))).toEqual(columns);
});

test('a file that is not what its name says is told so', async () => {
  expect(await columnsOf('application/x-parquet', 'PAR1 but no more')).toMatchObject({
    is: 'failed',
    failure: { code: 'file-unreadable', message: expect.stringContaining('sample is no Parquet file') },
  });
});

test('rows of a file are masked by tags of feeds, and by names of columns', async () => {
  const content = 'id,Email,born,note\n1,ada@example.com,1815-12-10,x\n2,,1815-12-11,y\n';
  const { answer, content: rows } = await ask(async (id) => ({
    ...{ ask: 'sample-rows', sample: await sent(id, 'text/csv', Buffer.from(content)), tags: { born: 'birthdate' } },
    ...{ limit: 1, showPersonal: false },
  }));
  expect(answer).toMatchObject({ is: 'rows', count: 1, more: true });
  expect(lines(rows)).toEqual([[1, '***', '***', 'x']]);
});

test('a feed is activated with the settings of longshore.yaml, and a sample leaves no trace in the ledger', async () => {
  const calls: unknown[] = [];
  const counts = { read: 2, errors: 0, rejected: 0, inserted: 2, updated: 0 };
  const tables: Partial<Tables> = {
    activate: async (feed, { primaryKey }, options) => {
      calls.push([feed, primaryKey, options]);
    },
    load: async ({ feed, files, objects, truncate }) => {
      calls.push([feed, files.map(({ path }) => readFileSync(path, 'utf8')), objects, truncate]);
      return { counts, files: [], drift: [], repeated: false };
    },
  };
  const request = { ask: 'activate', connection: 'tables', feed: 'Shop:People', purge: true } as const;
  const { answer } = await ask(
    async (id) => ({ ...request, sample: await sent(id, 'text/csv', Buffer.from('id\n1\n')) }),
    tables,
  );
  expect(answer).toEqual({ is: 'activated', loaded: counts });
  expect(calls).toEqual([
    ['Shop:People', ['id'], { purge: true }],
    ['Shop:People', ['id\n1\n'], [], false],
  ]);
  expect((await ask({ ...request, feed: 'Shop:Nobody' }, tables)).answer).toMatchObject({
    is: 'failed',
    failure: { code: 'unknown-feed' },
  });
});
