import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fetchLanded } from '../../../src/activities/couriers/fetch-landed';
import { readLanded, type Storage } from '../../../src/storage';
import { type ScratchStorage, scratchStorage } from '../../storage/scratch-storage';
import { landForTest } from './landed-under-test';

let scratch: ScratchStorage;
let storage: Storage;
let folder: string;
beforeEach(async () => {
  scratch = await scratchStorage();
  storage = scratch.storage;
  folder = await mkdtemp(join(tmpdir(), 'longshore-fetch-'));
});
afterEach(async () => {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
});

const csv = { tag: 'decisions', contentType: 'text/csv' } as const;
const parquet = { tag: 'decisions', contentType: 'application/x-parquet' } as const;
const conversions = { tag: 'conversions', contentType: 'application/x-ndjson' } as const;

test('the files of the wanted tags come in the order of their objects, each with name, day and settings', async () => {
  const objects = [
    await landForTest(storage, 'z.zip', [
      { landAs: csv, content: 'a,b\n1,2\n', inner: 'first.csv' },
      { landAs: conversions, content: '{}\n', inner: 'other.ndjson' },
      { landAs: { ...csv, separator: ';' }, content: 'a;b\n3;4\n', inner: 'more/second.csv' },
    ]),
    await landForTest(storage, 'a.csv', [{ landAs: csv, content: '' }], { day: '2020-09-14' }),
  ];
  let bytes = 0;
  const onBytes = (more: number) => {
    bytes += more;
  };
  const files = await fetchLanded(storage, objects, { folder, tags: ['decisions'], onBytes });
  expect(files.map(({ path: _, ...file }) => file)).toEqual([
    { name: 'z.zip!first.csv', day: '2020-09-13', landAs: csv },
    { name: 'z.zip!more/second.csv', day: '2020-09-13', landAs: { ...csv, separator: ';' } },
    { name: 'a.csv', day: '2020-09-14', landAs: csv },
  ]);
  const contents = await Promise.all(files.map(({ path }) => readFile(path, 'utf8')));
  expect(contents).toEqual(['a,b\n1,2\n', 'a;b\n3;4\n', '']);
  expect(bytes).toBe(16);
});

test('gzip stays where engines read it, and is unpacked where they do not, whatever the name of the object says', async () => {
  const content = 'PAR1 of any length, so that it is several pieces PAR1';
  const objects = [
    await landForTest(storage, 'packed.csv', [{ landAs: csv, content: gzipSync(content) }]),
    await landForTest(storage, 'plain.csv.gz', [{ landAs: csv, content }]),
    await landForTest(storage, 'packed.parquet.gz', [{ landAs: parquet, content: gzipSync(content) }]),
    await landForTest(storage, 'plain.parquet', [{ landAs: parquet, content }]),
  ];
  const files = await fetchLanded(storage, objects, { folder, tags: ['decisions'] });
  expect(files.map(({ path }) => basename(path))).toEqual([
    ...['000000.csv.gz', '000001.csv', '000002.parquet', '000003.parquet'],
  ]);
  const [packed = Buffer.alloc(0), ...others] = await Promise.all(files.map(({ path }) => readFile(path)));
  expect(String(gunzipSync(packed))).toBe(content);
  expect(others.map(String)).toEqual([content, content, content]);
});

test('gzip that is cut is told with the name of the object', async () => {
  const content = gzipSync('PAR1 of any length, so that it is several pieces PAR1').subarray(0, 30);
  const object = await landForTest(storage, 'cut.parquet.gz', [{ landAs: parquet, content }]);
  await expect(fetchLanded(storage, [object], { folder, tags: ['decisions'] })).rejects.toMatchObject({
    code: 'file-truncated',
    message: expect.stringContaining('cut.parquet.gz'),
  });
});

test('an object of which a piece is gone counts as not landed any more, and the others do', async () => {
  const whole = await landForTest(storage, 'whole.csv', [{ landAs: csv, content: 'a,b\n1,2\n3,4\n' }]);
  const broken = await landForTest(storage, 'broken.csv', [{ landAs: csv, content: 'a,b\n1,2\n3,4\n' }]);
  const [file] = broken.files;
  await storage.remove(`${file?.key}/${file?.pieces[1]}`);
  await expect(fetchLanded(storage, [whole, broken], { folder, tags: ['decisions'] })).rejects.toMatchObject({
    code: 'storage-missing',
    message: expect.stringContaining('(broken.csv)'),
    remedy: expect.stringContaining('landed anew'),
  });
  expect(await readLanded(storage, 'optimizely', broken)).toBeUndefined();
  expect(await readLanded(storage, 'optimizely', whole)).toEqual(whole);
});

test('without room for the files nothing is fetched', async () => {
  const object = await landForTest(storage, 'a.csv', [{ landAs: csv, content: 'a' }]);
  const [file] = object.files;
  const large = { ...object, files: file === undefined ? [] : [{ ...file, bytes: 1e18 }] };
  await expect(fetchLanded(storage, [large], { folder, tags: ['decisions'] })).rejects.toMatchObject({
    code: 'scratch-unavailable',
    message: expect.stringMatching(/^The files of the load have 1000000000000 MB, and .* has \d+ MB left$/),
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a folder that is gone is told as such', async () => {
  const object = await landForTest(storage, 'a.csv', [{ landAs: csv, content: 'a' }]);
  await rm(folder, { recursive: true });
  await expect(fetchLanded(storage, [object], { folder, tags: ['decisions'] })).rejects.toMatchObject({
    code: 'scratch-unavailable',
    message: expect.stringContaining('ENOENT'),
  });
});

test('an abort ends the fetching', async () => {
  const object = await landForTest(storage, 'a.csv', [{ landAs: csv, content: 'a'.repeat(100) }]);
  const controller = new AbortController();
  const fetching = fetchLanded(storage, [object], {
    ...{ folder, tags: ['decisions'], signal: controller.signal },
    onBytes: () => controller.abort(),
  });
  await expect(fetching).rejects.toMatchObject({ name: 'AbortError' });
});
