import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fromSeed } from './random-documents';
import { inShort, readAll } from './read-all';

const stores = Array.from({ length: 500 }, (_, id) => ({ id, salt: Math.imul(id, 0x9e3779b1) }));
const array = JSON.stringify(stores);
const lines = stores.map((store) => JSON.stringify(store)).join('\n');
const cuts = [[97], [1_000], [1 << 20]];

describe('a packed file that breaks off', () => {
  test.each([
    ['an array', gzipSync(array)],
    ['lines', gzipSync(lines)],
    ['an array packed twice', gzipSync(gzipSync(array))],
  ])('delivers its complete records, then fails: %s', async (_, packed) => {
    for (const share of [0.3, 0.9, 0.999]) {
      const lengths = new Set<number>();
      for (const cut of cuts) {
        const { records, fault } = await readAll(packed.subarray(0, packed.length * share), { cut });
        expect(fault).toMatchObject({ code: 'file-truncated' });
        expect(fault?.message).toMatch(
          /^stores\.json ends in the middle of its gzip data, in or after record \d+, at or after compressed byte \d+$/,
        );
        // The line that was cut is refused; of an array it is not even begun.
        const whole = records.filter(({ problem }) => problem === undefined);
        expect(whole.length).toBeGreaterThan(stores.length * (share - 0.25));
        expect(inShort(whole)).toEqual(stores.slice(0, whole.length));
        expect(records.length - whole.length).toBeLessThanOrEqual(1);
        lengths.add(records.length);
      }
      expect(lengths.size).toBe(1);
    }
  });

  test('also where only its check sum is missing, for all records are there', async () => {
    const packed = gzipSync(array);
    for (const cut of cuts) {
      const { records, fault } = await readAll(packed.subarray(0, packed.length - 4), { cut });
      expect(fault).toMatchObject({ code: 'file-truncated' });
      expect(inShort(records)).toEqual(stores);
    }
  });

  test('also in its head', async () => {
    for (const length of [2, 5, 10]) {
      for (const cut of cuts) {
        const { records, fault } = await readAll(gzipSync(array).subarray(0, length), { cut });
        expect([records, fault?.code]).toEqual([[], 'file-truncated']);
      }
    }
  });
});

describe('a packed file that is not what it should be', () => {
  test('something else behind the packed data fails it, after the records of other slices', async () => {
    const packed = gzipSync('[{"a":1}]');
    for (const rest of ['xy', '\0\0x', '[{"a":1}]', '\r\n']) {
      for (const cut of [...cuts, [1], [packed.length]]) {
        const { records, fault } = await readAll(Buffer.concat([packed, Buffer.from(rest)]), { cut });
        expect(fault).toMatchObject({ code: 'file-bad-gzip' });
        expect(fault?.message).toMatch(/, in or after record [01], at or after compressed byte \d+$/);
        const isApart = (cut[0] ?? 0) <= packed.length;
        expect(inShort(records)).toEqual(isApart || rest.startsWith('\0') ? [{ a: 1 }] : []);
      }
    }
  });

  test('a single byte behind it cannot be told from a member that breaks off', async () => {
    for (const cut of [...cuts, [1]]) {
      const { records, fault } = await readAll(Buffer.concat([gzipSync('[{"a":1}]'), Buffer.from('\n')]), { cut });
      expect(fault).toMatchObject({ code: 'file-truncated' });
      expect(inShort(records)).toEqual([{ a: 1 }]);
    }
  });

  test('packed three times is once too often', async () => {
    const { records, fault } = await readAll(gzipSync(gzipSync(gzipSync('[{"a":1}]'))));
    expect([records, fault?.code]).toEqual([[], 'file-bad-gzip']);
    expect(fault?.message).toContain('packed more than twice, before record 0, at byte 0');
  });

  test('a wrong byte anywhere is found, by the check sum at the latest, and never makes it hang', async () => {
    const packed = gzipSync(array);
    const whole = inShort((await readAll(packed)).records);
    const property = fc.asyncProperty(
      fc.integer({ min: 0, max: packed.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      fc.constantFrom(...cuts),
      async (at, difference, cut) => {
        // Bytes 4 to 9 of the head are a time and names of systems; 3 has flags that may only add an empty field.
        fc.pre(at < 3 || at > 9);
        const damaged = Buffer.from(packed);
        damaged[at] = (packed[at] ?? 0) ^ difference;
        const { records, fault } = await readAll(damaged, { cut });
        // The last byte before the check sum ends with bits that are no data: gunzip accepts any.
        const isPadding = at === packed.length - 9 && fault === undefined;
        if (isPadding) expect(inShort(records)).toEqual(whole);
        else expect(fault).toBeDefined();
      },
    );
    await fc.assert(property, { numRuns: 60, ...fromSeed });
  });
});
