import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { addCounts, type Counts, isBalanced, noCounts } from '../../src/contract/counts';
import type { FilePlace } from '../../src/contract/files';
import { type RefusalStyle, StrictDestination } from './delivery/strict-destination';
import { attempt, isBad, nothingTold } from './file-under-test';
import { fileOf, memoryContainer } from './memory-container';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

/** What is written for a record: a good one, one that the destination refuses, one without a key, one that is no JSON. */
const written = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        id: fc.integer({ min: 0, max: 15 }).map((number) => `k${number}`),
        fields: fc.dictionary(fc.constantFrom('p', 'q'), fc.integer({ min: 0, max: 99 })),
      })
      .map(({ id, fields }) => JSON.stringify({ id, ...fields })),
  },
  { weight: 1, arbitrary: fc.constantFrom('{"id":"k1","bad":true}', '{"p":1}', '{"id":"k2",p}', '7') },
);
const isGood = (text: string) => text.startsWith('{"id"') && !text.includes('bad') && !text.includes(',p}');

function contentOf(texts: readonly string[], as: string): Buffer {
  const array = Buffer.from(`[${texts.join(',\n')}]`);
  if (as === 'lines') return Buffer.from(texts.map((text) => `${text}\n`).join(''));
  return as === 'packed' ? gzipSync(array) : array;
}

const world = fc.record({
  texts: fc.array(written, { minLength: 1, maxLength: 40 }),
  as: fc.constantFrom('array', 'lines', 'packed'),
  batchSize: fc.integer({ min: 1, max: 6 }),
  concurrency: fc.integer({ min: 1, max: 5 }),
  style: fc.constantFrom<RefusalStyle>('all', 'first', 'none'),
  chunkBytes: fc.integer({ min: 1, max: 300 }),
  turns: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 }),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

/** What the destination holds in the end, by a reader that knows nothing of batches. */
function expectedOf(texts: readonly string[]): { stored: Map<string, object>; guilty: number[] } {
  const stored = new Map<string, object>();
  for (const text of texts.filter(isGood)) {
    const record = JSON.parse(text);
    stored.set(record.id, { ...stored.get(record.id), ...record });
  }
  return { stored, guilty: texts.flatMap((text, index) => (isGood(text) ? [] : [index])) };
}

function partsOf({ texts, as, batchSize, concurrency, style, chunkBytes, turns }: World) {
  const content = contentOf(texts, as);
  let requests = 0;
  const latency = async () => {
    requests += 1;
    for (let turn = turns[requests % turns.length] ?? 0; turn > 0; turn -= 1) await new Promise(setImmediate);
  };
  const destination = (stored?: ReadonlyMap<string, Record<string, unknown>>) =>
    new StrictDestination({ isGuilty: isBad, style: () => style, latency }, stored);
  // A single line would not be known as NDJSON by itself.
  const format = as === 'lines' ? ('ndjson' as const) : ('auto' as const);
  const settings = { batchSize, concurrency, format, maxRecordBytes: 100 };
  return { file: fileOf(content), content, destination, settings, container: memoryContainer(content, { chunkBytes }) };
}

/** A place as it comes back from a heartbeat or a bookmark. */
const carried = (place: FilePlace): FilePlace => JSON.parse(JSON.stringify(place));

test('from every place that was told the rest of the file leads to the same end', async () => {
  const property = fc.asyncProperty(world, async (given) => {
    const { file, content, destination, settings, container } = partsOf(given);
    const expected = expectedOf(given.texts);
    const told = nothingTold();
    const first = destination();
    const crashes: { place: FilePlace; stored: Map<string, Record<string, unknown>>; refusals: Set<number> }[] = [];
    const outcome = await attempt(file, content, {
      settings,
      container,
      destination: first,
      told,
      // What the destination and the storage hold if the worker dies here: later batches may be among it.
      onProgress: (place) =>
        crashes.push({ place: carried(place), stored: new Map(first.stored), refusals: new Set(told.refusals.keys()) }),
    });
    expect(outcome).toMatchObject({ kind: 'finished', counts: { read: given.texts.length } });
    expect(first.stored).toEqual(expected.stored);
    expect([...told.refusals.keys()].sort((a, b) => a - b)).toEqual(expected.guilty);

    for (const { place, stored, refusals } of crashes) {
      const again = destination(stored);
      const rest = nothingTold();
      const end = await attempt(file, content, { settings, container, destination: again, told: rest, from: place });
      if (end.kind !== 'finished') throw new Error(`The rest from record ${place.index} is ${end.kind}`);
      expect(again.stored).toEqual(expected.stored);
      expect(end.counts).toMatchObject({ read: given.texts.length, rejected: expected.guilty.length });
      expect(isBalanced(end.counts)).toBe(true);
      expect(rest.counts.reduce(addCounts, place.counts)).toEqual(end.counts);
      for (const index of rest.refusals.keys()) expect(index).toBeGreaterThanOrEqual(place.index);
      expect([...new Set([...refusals, ...rest.refusals.keys()])].sort((a, b) => a - b)).toEqual(expected.guilty);
    }
  });
  await fc.assert(property, { numRuns: 150, ...fromSeed });
});

test('steps that stop or die wherever they will add up to the whole file', async () => {
  const ends = fc.array(fc.record({ after: fc.integer({ min: 1, max: 4 }), dies: fc.boolean() }), { maxLength: 12 });
  const property = fc.asyncProperty(world, ends, async (given, endings) => {
    const { file, content, destination, settings, container } = partsOf(given);
    const expected = expectedOf(given.texts);
    const target = destination();
    const refusals = new Map();
    let from: FilePlace | undefined;
    let counts: Counts = noCounts;
    for (const ending of [...endings, undefined]) {
      const told = { ...nothingTold(), refusals };
      const stopping = () => ending !== undefined && told.places.length >= ending.after;
      const options = { settings, container, destination: target, told, stopping, ...(from ? { from } : {}) };
      const outcome = await attempt(file, content, options);
      // One that dies is remembered by what it told first, one that stops by what it told last.
      const remembered = ending?.dies ? Math.min(1, told.places.length) : told.places.length;
      const place = told.places[remembered - 1];
      if (place) from = carried(place);
      counts = told.counts.slice(0, remembered).reduce(addCounts, counts);
      if (outcome.kind === 'finished' && !ending?.dies) break;
    }
    expect(target.stored).toEqual(expected.stored);
    expect([...refusals.keys()].sort((a, b) => a - b)).toEqual(expected.guilty);
    expect(counts).toMatchObject({ read: given.texts.length, rejected: expected.guilty.length });
    expect(isBalanced(counts)).toBe(true);
    expect(from?.counts ?? noCounts).toEqual(counts);
  });
  await fc.assert(property, { numRuns: 150, ...fromSeed });
});
