import fc from 'fast-check';
import { readRefusedBatch } from '../../../src/connectors/odp/refused-batch';

const batch = JSON.stringify([{ id: '0' }, { id: '1' }, { id: '2' }]);
const envelope = (detail: unknown) =>
  JSON.stringify({ title: 'Bad Request', status: 400, timestamp: '2022-07-01T16:04:06.786Z', detail });
const read = (invalids: unknown) => readRefusedBatch(envelope({ invalids }), batch);

describe('records that are located', () => {
  test('by event and message', () => {
    expect(read([{ event: 2, message: "missing 'type' field" }])).toEqual({
      kind: 'invalid',
      problems: [{ index: 2, reason: "missing 'type' field" }],
    });
  });

  test('by event, in the words of the other shape', () => {
    expect(
      read([
        { event: 0, field: 'stores.name', reason: 'must be a string' },
        { event: 1, field: 'stores.name', reason: ['is too long', 'is blank'] },
      ]),
    ).toEqual({
      kind: 'invalid',
      problems: [
        { index: 0, reason: 'stores.name: must be a string' },
        { index: 1, reason: 'stores.name: is too long; is blank' },
      ],
    });
  });

  test('once each, in the order of their indices, with all of their reasons', () => {
    const invalids = [
      { event: 2, message: 'c' },
      { event: 0, message: 'a' },
      { event: 2, message: 'd' },
    ];
    expect(read(invalids)).toEqual({
      kind: 'invalid',
      problems: [
        { index: 0, reason: 'a' },
        { index: 2, reason: 'c; d' },
      ],
    });
  });

  test('by an index that is written as a text, or without a reason', () => {
    expect(read([{ event: '1' }])).toEqual({
      kind: 'invalid',
      problems: [{ index: 1, reason: 'ODP gave no reason.' }],
    });
  });

  test('beside others that are not, and beside entries that are nothing', () => {
    expect(read([null, 7, 'x', [], { field: 'f', reason: 'r' }, { event: 1, message: 'bad' }])).toEqual({
      kind: 'invalid',
      problems: [{ index: 1, reason: 'bad' }],
    });
  });

  test('with a reason that is cut at 1,024 characters', () => {
    const outcome = read([{ event: 0, message: 'x'.repeat(5000) }]);
    expect(outcome).toEqual({ kind: 'invalid', problems: [{ index: 0, reason: `${'x'.repeat(1024)}…` }] });
  });

  test('in a batch that is a single object', () => {
    const outcome = readRefusedBatch(envelope({ invalids: [{ event: 0, message: 'bad' }] }), '{"id":"0"}');
    expect(outcome).toEqual({ kind: 'invalid', problems: [{ index: 0, reason: 'bad' }] });
  });
});

describe('refusals that locate nothing', () => {
  test.each([
    ['field and reason', { invalids: [{ field: 'stores.name', reason: 'is wrong' }] }, 'stores.name: is wrong'],
    ['several reasons', { invalids: [{ field: 'a', reason: ['b', 'c'] }, { message: 'd' }] }, 'a: b; c; d'],
    ['a message alone', { message: 'no objects' }, 'no objects'],
    ['an empty list', { invalids: [] }, 'Bad Request'],
    ['a list that is none', { invalids: 'all of them' }, 'Bad Request'],
    ['no detail', undefined, 'Bad Request'],
    ['a detail that is a text', 'bad', 'Bad Request'],
    ['an index that is negative', { invalids: [{ event: -1, message: 'bad' }] }, 'bad'],
    ['an index outside of the batch', { invalids: [{ event: 3, message: 'bad' }] }, 'bad'],
    ['an index that is a fraction', { invalids: [{ event: 0.5, message: 'bad' }] }, 'bad'],
    ['a place within a record', { invalids: [{ field: 'tags[0]', reason: 'bad' }] }, 'tags[0]: bad'],
  ])('%s', (_, detail, reason) => {
    expect(readRefusedBatch(envelope(detail), batch)).toEqual({ kind: 'invalid-unlocated', reason });
  });

  test.each([
    ['a page', '<html>Bad Request</html>', '<html>Bad Request</html>'],
    ['plain text', ' Bad Request \n', 'Bad Request'],
    ['nothing', '', 'ODP gave no reason.'],
    ['the half of an answer', '{"detail":{"invalids":[{"event":0', '{"detail":{"invalids":[{"event":0'],
    ["a gateway's words", '{"message":"Invalid request body"}', 'Invalid request body'],
    ['an empty object', '{}', 'ODP gave no reason.'],
    ['null', 'null', 'null'],
  ])('%s', (_, text, reason) => {
    expect(readRefusedBatch(text, batch)).toEqual({ kind: 'invalid-unlocated', reason });
  });
});

describe('whatever comes', () => {
  const invalid = fc.record(
    {
      event: fc.oneof(fc.integer({ min: -2, max: 6 }), fc.double(), fc.string(), fc.jsonValue()),
      message: fc.oneof(fc.string(), fc.jsonValue()),
      field: fc.oneof(fc.string(), fc.jsonValue()),
      reason: fc.oneof(fc.string(), fc.array(fc.string()), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(fc.oneof(invalid, fc.jsonValue())).map((invalids) => envelope({ invalids })),
  );

  test('it is a refusal that locates records of the batch, each once and in order, or none', () => {
    fc.assert(
      fc.property(text, fc.nat({ max: 5 }), (body, size) => {
        const outcome = readRefusedBatch(body, JSON.stringify(Array.from({ length: size }, () => ({}))));
        if (outcome.kind === 'invalid-unlocated') {
          expect(outcome.reason).not.toBe('');
          return;
        }
        if (outcome.kind !== 'invalid') throw new Error(`A 400 became ${outcome.kind}`);
        const indices = outcome.problems.map(({ index }) => index);
        expect(indices.length).toBeGreaterThan(0);
        expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
        for (const { index, reason } of outcome.problems) {
          expect(Number.isInteger(index) && index >= 0 && index < size).toBe(true);
          expect(reason).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});
