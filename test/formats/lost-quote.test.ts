import fc from 'fast-check';
import { fromSeed } from './random-documents';
import { cuts, readAll } from './read-all';

/** Texts as people write them: with brackets, commas and quotes, but none that looks like a list of records. */
const text = fc
  .array(fc.constantFrom('Zürich', ', ', ': ', '{name}', ':-}', '"', '[1]', 'a, b', ' '), { maxLength: 5 })
  .map((parts) => parts.join(''));
/** No key begins with a comma, a colon or a space: in a record too large to be parsed it would pass for structure. */
const key = fc.tuple(fc.constantFrom('id', 'Zürich', '[1]', '{name}', '"'), text).map((parts) => parts.join(''));
const value = fc.oneof(
  text,
  fc.integer(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(key, text, { maxKeys: 2 }),
);
const stores = fc.array(fc.dictionary(key, value, { maxKeys: 4 }), { minLength: 1, maxLength: 8 });

test.each([100_000, 60])(
  'never makes a record that the file does not hold, with %i bytes a record',
  async (maxRecordBytes) => {
    const property = fc.asyncProperty(
      stores,
      fc.nat(),
      fc.integer({ min: 1, max: 64 }),
      async (records, nth, piece) => {
        const whole = JSON.stringify(records);
        const quotes = [...whole.matchAll(/"/g)].map(({ index }) => index);
        fc.pre(quotes.length > 0);
        const lost = quotes[nth % quotes.length] ?? 0;
        const options = { format: 'array', maxRecordBytes, cut: [piece] } as const;
        const sound = await readAll(whole, { format: 'array' });
        const read = await readAll(whole.slice(0, lost) + whole.slice(lost + 1), options);

        // Records are told by their place in the sound file: behind the lost quote it is one byte further.
        const lostByte = Buffer.byteLength(whole.slice(0, lost));
        const before = new Map(sound.records.map((record) => [record.start, record.value]));
        for (const { start, value } of read.records)
          if (value) expect(value).toEqual(before.get(start > lostByte ? start + 1 : start));
        // Without a fault none is missing: what is refused is refused in its own place.
        if (!read.fault)
          expect(read.records.map(({ index }) => index)).toEqual(sound.records.map(({ index }) => index));
      },
    );
    await fc.assert(property, { numRuns: 250, ...fromSeed });
  },
);

test('that the next escaped quote makes up for fails the file, even where what it swallowed is too large', async () => {
  const records = Array.from({ length: 50 }, (_, id) => `{"id":"a${id}","size":"${id === 40 ? '5\\"' : id}"}`);
  const file = `[${records.join().replace('"a10"', '"a10')}]`;
  for (const cut of cuts) {
    for (const maxRecordBytes of [60, 200, 100_000]) {
      const { records: read, fault } = await readAll(file, { cut, maxRecordBytes });
      expect(fault).toMatchObject({ code: 'file-malformed' });
      const start = file.indexOf('{"id":"a10');
      expect(fault?.message).toContain(`from record 10 on, at byte ${start}: it lacks a quote`);
      expect(read.map(({ value }) => value?.id)).toEqual(Array.from({ length: 10 }, (_, id) => `a${id}`));
    }
  }
});
