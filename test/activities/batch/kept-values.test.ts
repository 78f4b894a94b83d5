import * as fc from 'fast-check';
import { hashOf, keepValue, readKept } from '../../../src/activities/batch/kept-values';
import { largestInlineBytes, largestKeptBytes } from '../../../src/contract/batch-run';
import type { JsonValue } from '../../../src/contract/bookmark';
import type { Storage } from '../../../src/storage';

function memoryStorage(): Storage & { readonly objects: Map<string, Buffer> } {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    description: 'memory',
    put: async (key, content) => void objects.set(key, Buffer.from(content)),
    get: async (key) => objects.get(key),
    remove: async (key) => void objects.delete(key),
    list: () => {
      throw new Error('Nothing is listed here');
    },
  };
}

test('a value of up to 64 KB is carried as it is, a larger one lies in storage, one over 16 MB is refused', async () => {
  const storage = memoryStorage();
  const text = (bytes: number) => 'x'.repeat(bytes - 2);
  expect(await keepValue(storage, 'a', text(65_536), 'state')).toEqual({ value: text(65_536) });
  expect(storage.objects.size).toBe(0);
  const kept = await keepValue(storage, 'a', text(65_537), 'state');
  expect(kept).toEqual({ stored: 'a' });
  expect(await readKept(storage, kept)).toBe(text(65_537));
  await expect(keepValue(storage, 'b', text(16_777_217), 'state')).rejects.toMatchObject({
    code: 'target-state-too-large',
  });
  storage.objects.clear();
  await expect(readKept(storage, kept)).rejects.toMatchObject({ code: 'storage-missing' });
});

/** A list whose JSON has exactly so many bytes: of this character as often as it fits, and of one that has one byte. */
function listOf(character: string, bytes: number): JsonValue {
  const room = bytes - JSON.stringify(['']).length;
  const size = Buffer.byteLength(character);
  return [character.repeat(Math.floor(room / size)) + 'x'.repeat(room % size)];
}

test.each([
  ...['x', 'ä', '€', '😀'].map((character) => [character, largestInlineBytes] as const),
  ...['x', '€'].map((character) => [character, largestKeptBytes] as const),
])('of %j exactly %d bytes as they are stored are taken, and one more is not', async (character, limit) => {
  for (const bytes of [limit - 1, limit, limit + 1]) {
    const storage = memoryStorage();
    const value = listOf(character, bytes);
    const text = JSON.stringify(value);
    expect(Buffer.byteLength(text)).toBe(bytes);
    if (bytes > largestKeptBytes) {
      await expect(keepValue(storage, 'a', value, 'state')).rejects.toMatchObject({ code: 'target-state-too-large' });
      expect(storage.objects.size).toBe(0);
      continue;
    }
    const kept = await keepValue(storage, 'a', value, 'state');
    expect('stored' in kept).toBe(bytes > largestInlineBytes);
    expect(JSON.stringify(await readKept(storage, kept)) === text).toBe(true);
  }
});

test('a hash tells values apart and does not ask for the order of keys', () => {
  const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
  const backwards = (value: JsonValue | undefined): JsonValue => {
    if (typeof value !== 'object' || value === null) return value ?? null;
    if (Array.isArray(value)) return value.map(backwards);
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, backwards(inner)]),
    );
  };
  fc.assert(fc.property(json, (value) => hashOf(value) === hashOf(backwards(value))));
  expect(new Set([1, '1', [1], { 1: 1 }, null, true].map(hashOf)).size).toBe(6);
});
