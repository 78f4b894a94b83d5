import { download } from '../../src/activities/download';
import { placeAfter, type SourceRecord } from '../../src/formats';
import { fileOf, memoryContainer } from './memory-container';

const options = { format: 'auto', maxRecordBytes: 1_000, largeIntegers: 'reject' } as const;
const never = new AbortController().signal;
const content = Buffer.from(JSON.stringify(Array.from({ length: 100 }, (_, id) => ({ id }))));
const file = fileOf(content);

test('a file comes record by record, with the place behind each', async () => {
  const records: SourceRecord[] = [];
  for await (const chunk of download(file, undefined, {
    ...options,
    container: memoryContainer(content),
    signal: never,
  }))
    records.push(...chunk.records);
  expect(records.map(({ value }) => value?.id)).toEqual(Array.from({ length: 100 }, (_, id) => id));
  for (const { start, end, value } of records) expect(JSON.parse(String(content.subarray(start, end)))).toEqual(value);
});

test('it goes on behind a record, and asks for no byte before it', async () => {
  const container = memoryContainer(content);
  const asked: number[] = [];
  const watched: typeof container = {
    ...container,
    read: (name, reading) => {
      asked.push(reading.offset ?? 0);
      return container.read(name, reading);
    },
  };
  const counts = { read: 41, delivered: 41, rejected: 0, skipped: 0, pending: 0 };
  for await (const chunk of download(file, undefined, { ...options, container, signal: never })) {
    const last = chunk.records.find(({ index }) => index === 40);
    if (!last) continue;
    const from = { name: file.name, etag: file.etag, ...placeAfter(chunk, last), counts };
    const rest: number[] = [];
    for await (const more of download(file, from, { ...options, container: watched, signal: never }))
      rest.push(...more.records.map(({ index }) => index));
    expect(rest).toEqual(Array.from({ length: 59 }, (_, index) => 41 + index));
    expect(asked).toEqual([last.end]);
  }
  expect.assertions(2);
});

test('it is pinned to the version that was listed', async () => {
  const replaced = { ...file, etag: 'of yesterday' };
  const reading = download(replaced, undefined, { ...options, container: memoryContainer(content), signal: never });
  await expect(reading.next()).rejects.toMatchObject({ code: 'file-changed' });
});

test('an abort ends it', async () => {
  const controller = new AbortController();
  const container = memoryContainer(content, { chunkBytes: 8 });
  const reading = download(file, undefined, { ...options, container, signal: controller.signal });
  await reading.next();
  controller.abort();
  await expect(
    (async () => {
      for await (const _ of reading);
    })(),
  ).rejects.toMatchObject({ name: 'AbortError' });
});
