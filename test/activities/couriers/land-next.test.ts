import { gzipSync } from 'node:zlib';
import type { S3StandIn } from '../../../sandbox/s3-stand-in';
import { type LandNextOptions, landNext } from '../../../src/activities/couriers/land-next';
import type { CourierEntity } from '../../../src/config';
import { openBucket, type S3Bucket } from '../../../src/connectors/s3';
import type { PlannedObject } from '../../../src/contract/couriers/courier-file';
import { type LandedObject, openLandedFile, readLanded } from '../../../src/storage';
import { startStandInBucket } from '../../connectors/s3/stand-in-bucket';
import { tarOf, zipOf } from '../../formats/archives';
import { memoryStorage } from '../../storage/memory-storage';
import { collect } from '../../storage/scratch-storage';

let standIn: S3StandIn;
let bucket: S3Bucket;
let storage: ReturnType<typeof memoryStorage>;
beforeAll(async () => {
  const service = await startStandInBucket();
  standIn = service.standIn;
  bucket = openBucket(service.settings);
});
afterAll(async () => {
  bucket.close();
  await standIn.stop();
});
beforeEach(() => {
  storage = memoryStorage();
});
afterEach(() => standIn.clearFaults());

const csv = { tag: 'decisions', contentType: 'text/csv' } as const;
const file: CourierEntity = { type: 'file', pattern: "'a'", required: true, landAs: csv };
const archive = (contents: readonly string[], more: { readonly skipMissing?: boolean } = {}): CourierEntity => ({
  ...{ type: 'archive', pattern: "'a'", required: true, skipMissing: false },
  contents: contents.map((name, index) => ({ name, landAs: { ...csv, tag: `tag${index}` } })),
  ...more,
});

/** Puts an object, and plans it. */
async function planned(name: string, content: string | Uint8Array, more: Partial<PlannedObject> = {}) {
  const bytes = Buffer.from(content);
  const outcome = await bucket.put(name, bytes);
  if (!outcome.written) throw new Error(`${name} was not written`);
  const object: PlannedObject = {
    ...{ entity: 0, day: '2020-09-13', name, etag: outcome.etag, timestamp: 1, size: bytes.length, late: false },
    ...{ feeds: [0], ...more },
  };
  return object;
}

async function land(objects: readonly PlannedObject[], more: Partial<LandNextOptions> = {}, position = 0) {
  const list = async function* (): AsyncGenerator<PlannedObject, void> {
    yield* objects.slice(position);
  };
  const nothing = () => undefined;
  return landNext(
    list(),
    { position, landed: { objects: 0, bytes: 0 } },
    {
      ...{ bucket, storage, courier: 'optimizely', runId: 'r1', entities: [file], all: false, ofBytes: 16 },
      ...{ signal: new AbortController().signal, stopping: () => false, landing: nothing, left: nothing },
      ...{ moved: nothing, waitsMs: [0, 0], ...more },
    },
  );
}

const landed = async (object: PlannedObject) => {
  const found = await readLanded(storage, 'optimizely', object);
  if (found === undefined) throw new Error(`${object.name} has not landed`);
  return found;
};
const contents = async ({ files }: LandedObject) =>
  Object.fromEntries(
    await Promise.all(
      files.map(async (one) => [one.inner ?? '', String(Buffer.concat(await collect(openLandedFile(storage, one))))]),
    ),
  );
const reads = () => standIn.requests().filter(({ method }) => method === 'GET').length;

test('objects land with all that is known of them; what no feed needs does not, unless all is to land', async () => {
  const objects = [
    await planned('a.csv', 'a,b\n1,2\n'.repeat(9)),
    await planned('loaded.csv', 'x', { feeds: [] }),
    await planned('c.csv', 'c', { timestamp: 7 }),
  ];
  const [first, second, third] = objects;
  expect(await land(objects)).toEqual({
    position: 3,
    landed: { objects: 2, bytes: 73 },
    fetched: { objects: 2, bytes: 73 },
  });
  const { files, landedAt, settings, ...rest } = await landed(objects[0] as PlannedObject);
  expect(rest).toEqual({
    ...{ courier: 'optimizely', runId: 'r1', day: '2020-09-13', timestamp: 1 },
    ...{ name: 'a.csv', etag: first?.etag, size: 72 },
  });
  expect(Math.abs(landedAt - Date.now())).toBeLessThan(60_000);
  expect(settings).toMatchObject([{ tags: ['decisions'] }]);
  expect(files).toMatchObject([{ landAs: csv, bytes: 72 }]);
  expect(files[0]?.pieces).toHaveLength(5);
  expect(await contents(await landed(third as PlannedObject))).toEqual({ '': 'c' });
  await expect(landed(second as PlannedObject)).rejects.toThrow('loaded.csv has not landed');
  expect(await land(objects, { all: true })).toEqual({
    position: 3,
    landed: { objects: 3, bytes: 74 },
    fetched: { objects: 1, bytes: 1 },
  });
});

test('what has landed is not fetched again, nor where its settings have changed; another version is', async () => {
  const object = await planned('again.csv', 'a;b\n');
  await land([object]);
  const before = reads();
  expect(await land([object])).toMatchObject({ position: 1, fetched: { objects: 0 }, landed: { objects: 1 } });
  const changed: CourierEntity = { ...file, type: 'file', landAs: { ...csv, separator: ';' } };
  expect(await land([object], { entities: [changed] })).toMatchObject({ position: 1, fetched: { objects: 0 } });
  expect((await landed(object)).files).toMatchObject([{ landAs: { separator: ';' } }]);
  expect(reads()).toBe(before);
  const overwritten = await planned('again.csv', 'a;b\n1;2\n');
  expect(await land([overwritten])).toMatchObject({ fetched: { objects: 1 } });
  expect(await contents(await landed(object))).toEqual({ '': 'a;b\n' });
});

test('an object that two entities want lands once, for both', async () => {
  const object = await planned('both.csv', 'a,b\n');
  const other: CourierEntity = { ...file, type: 'file', landAs: { ...csv, tag: 'conversions' } };
  const before = reads();
  expect(await land([object, { ...object, entity: 1 }], { entities: [file, other] })).toMatchObject({ position: 2 });
  expect(reads()).toBe(before + 1);
  expect((await landed(object)).files.map(({ landAs }) => landAs.tag)).toEqual(['decisions', 'conversions']);
  expect(await land([object, { ...object, entity: 1 }], { entities: [file, other] })).toMatchObject({
    fetched: { objects: 0 },
  });
});

test('cut bodies and wrong checksums cost a few requests, and nothing else', async () => {
  const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
  const object = await planned('cut.csv', content);
  standIn.addFault({ method: 'GET', key: 'cut.csv', times: 1, action: { kind: 'cut', bytes: 100_000 } });
  standIn.addFault({ method: 'GET', key: 'cut.csv', times: 1, action: { kind: 'reset' } });
  expect(await land([object], { ofBytes: 4_096 })).toMatchObject({ position: 1 });
  expect((await contents(await landed(object)))['']).toBe(String(content));
  const damaged = await planned('damaged.csv', content);
  standIn.addFault({ method: 'GET', key: 'damaged.csv', times: 1, action: { kind: 'wrong-checksum' } });
  expect(await land([damaged], { ofBytes: 4_096 })).toMatchObject({ position: 1 });
  expect((await contents(await landed(damaged)))['']).toBe(String(content));
});

test('a bucket that asks for less, again and again, is waited for by the run', async () => {
  const objects = [await planned('ok.csv', 'a'), await planned('slow.csv', 'a'), await planned('slow2.csv', 'a')];
  const action = { kind: 'answer', status: 503, code: 'SlowDown' } as const;
  standIn.addFault({ method: 'GET', key: 'slow', action });
  expect(await land(objects)).toMatchObject({
    ...{ position: 1, landed: { objects: 1 } },
    error: { code: 'source-unavailable', retryable: true },
  });
  standIn.clearFaults();
  expect(await land(objects, {}, 1)).toMatchObject({ position: 3, landed: { objects: 2 } });
});

test.each([
  ['replaced', 'file-changed'],
  ['removed', 'file-changed'],
  ['expired', 'source-auth'],
  ['denied', 'source-auth'],
])(
  'an object that was %s since it was listed is the error of its position; those before it have landed',
  async (what, code) => {
    const objects = await Promise.all(
      ['1.csv', '2.csv', '3.csv', '4.csv'].map((name) => planned(name, `${what} ${name}`)),
    );
    if (what === 'replaced') await bucket.put('3.csv', Buffer.from('another'));
    if (what === 'removed') await bucket.remove('3.csv');
    const refusals: Record<string, [number, string]> = {
      expired: [400, 'ExpiredToken'],
      denied: [403, 'AccessDenied'],
    };
    const [status, refusal] = refusals[what] ?? [];
    if (status) standIn.addFault({ method: 'GET', key: '3.csv', action: { kind: 'answer', status, code: refusal } });
    // The one before it is slower than the failure.
    standIn.addFault({ method: 'GET', key: '2.csv', action: { kind: 'delay', ms: 60 } });
    const outcome = await land(objects);
    expect(outcome).toMatchObject({ position: 2, landed: { objects: 2 }, error: { code } });
    expect(outcome.error?.message).toContain('"3.csv"');
  },
);

test('a step whose time is over ends behind a piece, and the next one goes on', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 241));
  const object = await planned('long.csv', content);
  let left = 2;
  const stopping = () => left-- <= 0;
  expect(await land([object], { stopping, atOnce: 1, ofBytes: 4_096 })).toEqual({
    ...{ position: 0, landed: { objects: 0, bytes: 0 }, fetched: { objects: 0, bytes: 0 } },
  });
  expect(storage.contents.size).toBeGreaterThan(0);
  const { length } = standIn.requests();
  expect(await land([object], { ofBytes: 4_096 })).toMatchObject({ position: 1 });
  expect(
    standIn
      .requests()
      .slice(length)
      .map(({ status }) => status),
  ).toEqual([206, 200]);
  expect((await contents(await landed(object)))['']).toBe(String(content));
});

test('a cancel ends it at once, and what has landed counts', async () => {
  const objects = [await planned('quick.csv', 'a'), await planned('hangs.csv', 'b'), await planned('hangs2.csv', 'b')];
  standIn.addFault({ method: 'GET', key: 'hangs', action: { kind: 'delay', ms: 30_000 } });
  const controller = new AbortController();
  const begun = Date.now();
  const moved: LandNextOptions['moved'] = ({ position }) =>
    void (position === 1 && setImmediate(() => controller.abort()));
  expect(await land(objects, { signal: controller.signal, moved })).toEqual({
    ...{ position: 1, landed: { objects: 1, bytes: 1 }, fetched: { objects: 1, bytes: 1 } },
  });
  expect(Date.now() - begun).toBeLessThan(20_000);
});

const some = [
  { name: 'Archive/files_1.csv', content: Buffer.from('a,b\n1,2\n'.repeat(30)) },
  { name: 'Archive/files_2.csv', content: Buffer.from('a,b\n3,4\n') },
  { name: 'Archive/empty.csv', content: Buffer.alloc(0) },
  { name: 't.parquet/part-00000', content: Buffer.from('PAR1') },
  { name: 't.parquet/_SUCCESS', content: Buffer.from('1') },
  { name: 't.parquet/more/deep', content: Buffer.from('1') },
  { name: '__MACOSX/Archive/._files_1.csv', content: Buffer.from('noise') },
  { name: 'Archive/.DS_Store', content: Buffer.from('noise') },
];
const all = { type: 'archive', pattern: "'a'", required: true, skipMissing: false } as const;

test.each([
  ['zip', async () => zipOf(some)],
  ['tar', () => tarOf(some)],
  ['tgz', async () => gzipSync(await tarOf(some))],
])('of a %s those files land that are wanted, and the archive itself does not stay', async (ending, make) => {
  const object = await planned(`some.${ending}`, await make());
  const entities = [archive(['Archive/files_*.csv', 't.parquet', 'Archive/empty.csv'])];
  expect(await land([object], { entities })).toMatchObject({ position: 1, fetched: { objects: 1 } });
  const found = await landed(object);
  expect(found.files.map(({ inner, landAs }) => [inner, landAs.tag])).toEqual([
    ['Archive/files_1.csv', 'tag0'],
    ['Archive/files_2.csv', 'tag0'],
    ['t.parquet/part-00000', 'tag1'],
  ]);
  expect(await contents(found)).toMatchObject({ 'Archive/files_1.csv': String(some[0]?.content) });
  const pieces = found.files.flatMap(({ pieces: of, key }) => of.map((piece) => `${key}/${piece}`));
  expect([...storage.contents.keys()].filter((key) => !key.endsWith('landed.json')).sort()).toEqual(pieces.sort());
  expect(await land([object], { entities })).toMatchObject({ position: 1, fetched: { objects: 0 } });
});

test('without names all files of an archive land, but for what systems leave in it', async () => {
  const object = await planned('all.zip', zipOf(some));
  await land([object], { entities: [{ ...all, contents: [{ name: undefined, landAs: csv }] }] });
  expect((await landed(object)).files.map(({ inner }) => inner)).toEqual([
    ...[
      'Archive/files_1.csv',
      'Archive/files_2.csv',
      't.parquet/part-00000',
      't.parquet/_SUCCESS',
      't.parquet/more/deep',
    ],
  ]);
});

test('names in an archive that begin with ./ or have backslashes are those without', async () => {
  const odd = [
    { name: './a.csv', content: Buffer.from('1') },
    { name: 'Archive\\b.csv', content: Buffer.from('2') },
    { name: '../../c.csv', content: Buffer.from('3') },
  ];
  for (const [name, content] of [
    ['odd.zip', zipOf(odd)],
    ['odd.tar', await tarOf(odd)],
  ] as const) {
    const object = await planned(name, content);
    const entities = [archive(['a.csv', 'Archive/b.csv', '../../c.csv'])];
    expect(await land([object], { entities })).toMatchObject({ position: 1 });
    expect(Object.values(await contents(await landed(object)))).toEqual(['1', '2', '3']);
  }
});

test('what an archive lacks is an error, unless it may', async () => {
  const object = await planned('lacks.zip', zipOf(some));
  const names = ['Archive/files_*.csv', 'other.csv', 'more/*.csv'];
  expect((await land([object], { entities: [archive(names)] })).error).toMatchObject({
    code: 'archived-file-missing',
    message: 'The archive lacks.zip does not have other.csv, more/*.csv',
  });
  await expect(landed(object)).rejects.toThrow('has not landed');
  expect(await land([object], { entities: [archive(names, { skipMissing: true })] })).toMatchObject({ position: 1 });
  expect((await landed(object)).files).toHaveLength(2);
  const empty = await planned('empty.zip', zipOf([]));
  const entities: CourierEntity[] = [{ ...all, contents: [{ name: undefined, landAs: csv }] }];
  expect((await land([empty], { entities })).error?.message).toBe('The archive empty.zip does not have any file');
});

test('an archive that is none is an error with its name', async () => {
  const object = await planned('none.zip', 'a,b\n1,2\n'.repeat(100));
  const outcome = await land([object], { entities: [archive(['a.csv'])] });
  expect(outcome).toMatchObject({ position: 0, error: { code: 'archive-unreadable' } });
  expect(outcome.error?.message).toMatch(/^none\.zip/);
});

test('an archive whose wanted files have changed is fetched again', async () => {
  const object = await planned('changed.zip', zipOf(some));
  await land([object], { entities: [archive(['Archive/files_1.csv'])] });
  expect(await land([object], { entities: [archive(['Archive/files_2.csv'])] })).toMatchObject({
    fetched: { objects: 1 },
  });
  expect((await landed(object)).files.map(({ inner }) => inner)).toEqual(['Archive/files_2.csv']);
});
