import fc from 'fast-check';
import { crc32, crc32Text } from '../../src/contract/crc32';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

test('the checksum is the one that all know', () => {
  expect(crc32(Buffer.from('123456789')).toString(16)).toBe('cbf43926');
  expect(crc32Text(crc32(Buffer.from('123456789')))).toBe('y/Q5Jg==');
  expect(crc32(Buffer.alloc(0))).toBe(0);
});

test('a content that is taken in parts has the checksum of the whole, and another bit another one', () => {
  const property = fc.property(
    fc.uint8Array({ minLength: 1, maxLength: 100 }),
    fc.nat(),
    fc.nat(),
    (content, cut, bit) => {
      const at = cut % content.length;
      const whole = crc32(content);
      expect(crc32(content.subarray(at), crc32(content.subarray(0, at)))).toBe(whole);
      const other = Uint8Array.from(content);
      other[at] = (other[at] ?? 0) ^ (1 << (bit % 8));
      expect(crc32(other)).not.toBe(whole);
    },
  );
  fc.assert(property, { numRuns: 200, ...fromSeed });
});
