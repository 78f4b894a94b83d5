import fc from 'fast-check';
import { type ChosenPass, choosePass, type PassInput } from '../../../src/activities/commerce/choose-pass';
import type { CommerceLane } from '../../../src/contract/commerce';

const job = { id: 'j', delivery: 'd', count: 3, runId: 'r', at: 0 };
const lane = (key: number, jobs = [job]): CommerceLane => ({ key, after: 'b', done: false, jobs });
const open = { asOf: 50_000, lanes: [lane(0), lane(1, [])] };
const watermark = 90_000;
const everything: ChosenPass = { kind: 'range', left: [], movesBookmark: true };

const cases: readonly [string, Partial<PassInput>, ChosenPass][] = [
  ['everything, on the first use', {}, everything],
  ['everything, where it is not incremental', { bookmark: { source: 's', watermark } }, everything],
  ['everything, on the first use of an incremental import', { incremental: true }, everything],
  [
    'what was changed since the watermark less the overlap',
    { incremental: true, bookmark: { source: 's', watermark } },
    { ...everything, since: 80_000 },
  ],
  [
    'everything, where it is asked for',
    { incremental: true, options: { full: true }, bookmark: { source: 's', watermark } },
    everything,
  ],
  ['on with what was left', { incremental: true, bookmark: { source: 's', watermark, open } }, { kind: 'continue' }],
  [
    'everything anew, and the results of what was out',
    { options: { full: true }, bookmark: { source: 's', open } },
    { ...everything, left: [{ ...lane(0), done: true }] },
  ],
  [
    'what was changed while everything was read, and no results twice',
    { changedSince: 90_000, bookmark: { source: 's', open } },
    { ...everything, since: 80_000 },
  ],
  [
    'what was changed since a time before the watermark: the bookmark moves',
    { options: { since: '1970-01-01T00:01:00Z' }, bookmark: { source: 's', watermark } },
    { ...everything, since: 60_000 },
  ],
  [
    'what was changed since a time behind the watermark: the bookmark stays, and what is out with it',
    { options: { since: '1970-01-01T00:02:00Z' }, bookmark: { source: 's', watermark, open } },
    { ...everything, since: 120_000, movesBookmark: false },
  ],
  [
    'nothing of a dry run is remembered',
    { options: { dryRun: true }, bookmark: { source: 's', open } },
    { ...everything, movesBookmark: false },
  ],
  [
    'what a run without one would read, in a dry run',
    { incremental: true, options: { dryRun: true }, bookmark: { source: 's', watermark, open } },
    { ...everything, since: 80_000, movesBookmark: false },
  ],
  ['chosen records', { options: { ids: ['a'] }, bookmark: { source: 's', open } }, { kind: 'listed', ids: ['a'] }],
  ['rejected records', { options: { replay: {} }, bookmark: { source: 's', open } }, { kind: 'listed' }],
  ['from an id on', { options: { startId: 'c' } }, { kind: 'from', startId: 'c' }],
];

test.each(cases)('a run reads %s', (_, input, pass) => {
  const known: PassInput = { options: {}, bookmark: { source: 's' }, incremental: false, overlapMs: 10_000 };
  expect(choosePass({ ...known, ...input })).toEqual(pass);
});

const anyInput: fc.Arbitrary<PassInput> = fc.record({
  options: fc.record(
    {
      dryRun: fc.constant(true as const),
      full: fc.constant(true as const),
      since: fc.nat(200_000).map((at) => new Date(at).toISOString()),
    },
    { requiredKeys: [] },
  ),
  bookmark: fc
    .record({ watermark: fc.nat(200_000), open: fc.constant(open) }, { requiredKeys: [] })
    .map((known) => ({ source: 's', ...known })),
  incremental: fc.boolean(),
  overlapMs: fc.nat(20_000),
});

test('a bookmark is moved by no dry run, and never over what nobody has read', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const { options, bookmark } = input;
      const pass = choosePass(input);
      if (pass.kind === 'continue') {
        expect({ options, open: bookmark.open }).toEqual({ options: {}, open });
        return;
      }
      if (pass.kind !== 'range') throw new Error('No record was chosen');
      if (options.dryRun) expect(pass).toMatchObject({ movesBookmark: false, left: [] });
      if (pass.movesBookmark && pass.since !== undefined) {
        expect(pass.since).toBeLessThanOrEqual(bookmark.watermark ?? 0);
      }
      // What is out is in the bookmark until its results are read.
      if (pass.movesBookmark) expect(pass.left.flatMap((one) => one.jobs)).toEqual(bookmark.open ? [job] : []);
    }),
  );
});
