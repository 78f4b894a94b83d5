import * as fc from 'fast-check';
import { digestState } from '../../../sandbox/odp-stand-in';
import { callOdp, withStandIn } from './call-odp';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

/** Few keys, so that records meet; some fields that the schema lacks; at times a record that is refused. */
const record = fc.record(
  {
    id: fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom('a', 'b', 'c', ' d', '__proto__') },
      { weight: 1, arbitrary: fc.constantFrom('', 7) },
    ),
    name: fc.option(fc.string({ maxLength: 5 })),
    size: fc.oneof({ weight: 40, arbitrary: fc.option(fc.integer()) }, { weight: 1, arbitrary: fc.constant('no') }),
    active: fc.option(fc.constantFrom(true, false, 0, 1)),
    constructor: fc.integer(),
  },
  { requiredKeys: ['id'], noNullPrototype: true },
);
const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 8 }), { maxLength: 8 });

type Model = Map<string, Record<string, unknown>>;

function isGood({ id, size }: { id: unknown; size?: unknown }): boolean {
  return typeof id === 'string' && id !== '' && typeof size !== 'string';
}

/** The simplest merge that one can write. */
function merge(model: Model, batch: readonly { id: string | number }[]): void {
  for (const { id, ...fields } of batch) {
    const stored = { id, ...model.get(String(id)) };
    const known = Object.entries(fields).filter(([field]) => ['name', 'size', 'active'].includes(field));
    const merged = Object.entries({ ...stored, ...Object.fromEntries(known) }).filter(([, value]) => value !== null);
    model.set(String(id), Object.fromEntries(merged));
  }
}

it('ends with the state of a simple model, whatever comes in which batches', async () => {
  await withStandIn({ keepWrites: true }, async (standIn) => {
    const sendAll = fc.asyncProperty(batches, fc.constantFrom(0, 1, 50), async (all, applyDelayMs) => {
      standIn.reset();
      standIn.setOptions({ applyDelayMs });
      const model: Model = new Map();
      let taken = 0;
      for (const batch of all) {
        const answer = await callOdp(`${standIn.baseUrl}/objects/stores`, batch);
        const offenders = batch.flatMap((one, index) => (isGood(one) ? [] : [index]));
        expect(answer.status).toBe(offenders.length === 0 ? 202 : 400);
        if (answer.status === 202) {
          merge(model, batch);
          taken += batch.length;
        } else {
          const named = answer.json.detail.invalids.map(({ event }: { event: number }) => event);
          expect([...new Set(named)]).toEqual(offenders);
        }
      }
      await standIn.drain();
      expect(standIn.object('stores')).toEqual(model);
      expect(standIn.digest('stores')).toEqual(digestState(model));
      expect(standIn.writes('stores')).toHaveLength(taken);
      expect(standIn.stats()).toMatchObject({ requests: all.length, accepted: taken, applied: taken });
    });
    await fc.assert(sendAll, { numRuns: 100, ...fromSeed });
  });
});

describe('the digest', () => {
  const state = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 0 })));

  it('is not changed by any order', () => {
    const property = fc.property(state, (records) => {
      const reversed = Object.entries(records)
        .reverse()
        .map(([key, fields]): [string, Record<string, unknown>] => [
          key,
          Object.fromEntries(Object.entries(fields).reverse()),
        ]);
      expect(digestState(new Map(reversed))).toEqual(digestState(new Map(Object.entries(records))));
    });
    fc.assert(property, fromSeed);
  });

  it('is changed by any key, field or value', () => {
    const digests = [
      {},
      { a: {} },
      { b: {} },
      { a: { x: 1 } },
      { a: { x: '1' } },
      { a: { y: 1 } },
      { a: { x: 1, y: 1 } },
      { a: { x: 1 }, b: {} },
    ].map((records) => digestState(new Map(Object.entries(records))).hash);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
