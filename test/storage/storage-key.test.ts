import fc from 'fast-check';
import { nameHash, storageKey } from '../../src/storage';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

test('segments are joined', () => {
  expect(storageKey('rejects', 'offline-stores', 'A_1=2.jsonl')).toBe('rejects/offline-stores/A_1=2.jsonl');
});

test.each(['..', '.', '', 'a/b', '/', '..\\b', 'a b', 'ü', 'a\n', '%2e%2e', 'C:', '~', 'a\0', 'x'.repeat(201)])(
  '%j cannot be a segment',
  (segment) => {
    expect(() => storageKey('rejects', segment, 'x')).toThrow(expect.objectContaining({ code: 'internal-error' }));
  },
);

test('no segment leads out of its folder, whatever it holds', () => {
  const segment = fc.oneof(fc.string(), fc.stringMatching(/^[./\\a-]{0,6}$/));
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
      let key: string;
      try {
        key = storageKey(...segments);
      } catch {
        return;
      }
      expect(key.split('/')).toEqual(segments);
      expect(new URL(key, 'file:///root/').pathname).toBe(`/root/${key}`);
    }),
    fromSeed,
  );
});

test('any name has a hash that can be a segment, its own', () => {
  const names = ['', 'a', '../../etc/passwd', 'Zürich/東京.json', 'x'.repeat(5_000)];
  const hashes = names.map(nameHash);
  expect(new Set(hashes).size).toBe(names.length);
  for (const hash of hashes) expect(storageKey(hash)).toMatch(/^[0-9a-f]{32}$/);
  expect(nameHash('a')).toBe(hashes[1]);
});
