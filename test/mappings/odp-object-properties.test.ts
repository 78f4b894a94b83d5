import fc from 'fast-check';
import { compileOdpMapping, type OdpMapping } from '../../src/mappings';

describe('whatever a record holds', () => {
  const types = fc.constantFrom('string', 'number', 'boolean', 'timestamp', 'vector', 'unknown');
  const value = fc.oneof(fc.jsonValue(), fc.anything(), fc.constantFrom('', ' ', 'true', '12', '2022-07-01', null));
  const mapping = fc.record({
    fields: fc.constant({ id: 'id', a: 'a', b: 'b.x', c: 'c[0]', d: '__proto__.x' }),
    key: fc.constant('id'),
    types: fc.dictionary(fc.constantFrom('id', 'a', 'b', 'c', 'd'), types),
    nulls: fc.constantFrom('keep', 'clear'),
  }) as fc.Arbitrary<OdpMapping>;
  const record = fc.record(
    { id: fc.oneof(fc.string(), value), a: value, b: fc.oneof(value, fc.record({ x: value })), c: fc.array(value) },
    { requiredKeys: [] },
  );

  test('the mapping never throws, changes nothing, and says the same each time', () => {
    fc.assert(
      fc.property(mapping, record, (plan, source) => {
        const before = fc.stringify(source);
        const map = compileOdpMapping(plan);
        const once = map(source);
        expect(fc.stringify(source)).toBe(before);
        expect(map(source)).toEqual(once);
        expect(compileOdpMapping(plan)(source)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });

  test('what is sent is flat, within the limits and survives JSON; mapping it once more changes nothing', () => {
    fc.assert(
      fc.property(mapping, record, (plan, source) => {
        const mapped = compileOdpMapping(plan)(source);
        if ('problem' in mapped) return;
        expect(mapped.key.trim()).not.toBe('');
        for (const sent of Object.values(mapped.object)) {
          if (plan.nulls === 'keep') expect(sent).not.toBeNull();
          if (typeof sent === 'string') expect([...sent].length).toBeLessThanOrEqual(1024);
          if (typeof sent === 'number') expect(Number.isFinite(sent)).toBe(true);
          if (typeof sent === 'object' && sent !== null) expect(sent.every(Number.isFinite)).toBe(true);
        }
        const read = JSON.parse(JSON.stringify(mapped.object));
        const fields = Object.fromEntries(Object.keys(plan.fields).map((field) => [field, field]));
        const again = compileOdpMapping({ ...plan, fields })(read);
        expect(JSON.stringify(again)).toBe(JSON.stringify(mapped));
      }),
      { numRuns: 500 },
    );
  });
});
