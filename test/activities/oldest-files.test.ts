import fc from 'fast-check';
import { OldestFiles } from '../../src/activities/oldest-files';
import type { FoundFile } from '../../src/contract/files';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

const file = fc.record({
  name: fc.string({ maxLength: 3 }),
  etag: fc.constant('v'),
  // Few seconds, so that ties are many.
  timestamp: fc.integer({ min: 0, max: 3 }).map((second) => second * 1_000),
  size: fc.nat(9),
});

/** By the words of the docs, with nothing clever. */
function oldestOf(files: readonly FoundFile[], most: number): FoundFile[] {
  const byNameThenTime = files
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .toSorted((a, b) => a.timestamp - b.timestamp);
  return byNameThenTime.slice(0, most);
}

test('what is kept is what sorting all and cutting would keep', () => {
  const files = fc.uniqueArray(file, { selector: ({ name, timestamp }) => `${timestamp}\n${name}`, maxLength: 50 });
  fc.assert(
    fc.property(files, fc.integer({ min: 1, max: 12 }), (all, most) => {
      const kept = new OldestFiles(most);
      for (const one of all) kept.add(one);
      expect(kept.sorted()).toEqual(oldestOf(all, most));
      expect(kept.left).toBe(Math.max(0, all.length - most));
    }),
    { numRuns: 300, ...fromSeed },
  );
});

test('it may be asked in between, and again', () => {
  const kept = new OldestFiles(2);
  expect(kept.sorted()).toEqual([]);
  const at = (name: string, timestamp: number): FoundFile => ({ name, etag: 'v', timestamp, size: 1 });
  const names = () => kept.sorted().map(({ name }) => name);
  for (const one of [at('c', 3), at('b', 2)]) kept.add(one);
  expect(names()).toEqual(['b', 'c']);
  kept.add(at('a', 2));
  expect(names()).toEqual(['a', 'b']);
  expect(names()).toEqual(['a', 'b']);
  expect(kept.left).toBe(1);
});
