import fc from 'fast-check';
import type { FilesCursor } from '../../src/contract/files';
import {
  advanceLane,
  cursorOfLane,
  type FileLane,
  type LanedFiles,
  openLanes,
  rememberLanes,
} from '../../src/workflows/file-lanes';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const counts = { read: 1, delivered: 1, rejected: 0, skipped: 0, pending: 0 };
const placeIn = (file: number) =>
  ({ name: `${file}`, etag: 'v', format: 'array', encoding: 'identity', offset: 10, index: 1, counts }) as const;

/** A list of files of 10 bytes each, that changed one after the other. */
const listOf = (total: number): FilesCursor => ({
  source: 'here',
  lastFileTimestamp: 0,
  list: { hash: 'a-list', total, bytes: total * 10 },
  position: 0,
  bytesDone: 0,
  quarantined: 0,
});
const atStart = (total: number, parallel: number): LanedFiles =>
  openLanes({ files: listOf(total), lanes: [], percent: 0 }, parallel);
const open = ({ lanes }: LanedFiles): FileLane[] => lanes.filter(({ position, to }) => position < to);

/** What a step answers that has finished some files of a lane, and begun the next where it is told so. */
function worked(state: LanedFiles, lane: FileLane, files: number, begins: boolean): LanedFiles {
  const cursor = cursorOfLane(state.files, lane);
  const position = Math.min(cursor.position + files, lane.to);
  const { file: _, ...rest } = cursor;
  const reached: FilesCursor = {
    ...rest,
    position,
    bytesDone: cursor.bytesDone + (position - cursor.position) * 10,
    lastFileTimestamp: position === 0 ? 0 : position * 1_000,
    ...(begins && position < lane.to ? { file: placeIn(position) } : {}),
  };
  return advanceLane(state, lane.from, reached, (reached.bytesDone * 100) / (state.files.list?.bytes ?? 1));
}

test('one lane takes all files', () => {
  expect(atStart(7, 1).lanes).toMatchObject([{ from: 0, to: 7, position: 0 }]);
  expect(atStart(0, 1).lanes).toEqual([]);
});

test('several share what is left, in pieces that are worth a step and do not hold the bookmark back', () => {
  expect(atStart(3, 4).lanes.map(({ from, to }) => [from, to])).toEqual([[0, 3]]);
  expect(atStart(16, 4).lanes.map(({ from, to }) => [from, to])).toEqual([
    [0, 4],
    [4, 8],
    [8, 12],
    [12, 16],
  ]);
  expect(atStart(100_000, 4).lanes.map(({ from, to }) => [from, to])).toEqual([
    [0, 100],
    [100, 200],
    [200, 300],
    [300, 400],
  ]);
});

test('the prefix waits for its own lane, and what is done beyond is remembered', () => {
  let state = atStart(16, 2);
  const [first, second] = state.lanes;
  if (!first || !second) throw new Error('There are two lanes');
  state = worked(state, second, 4, false);
  expect(rememberLanes(state)).toMatchObject({ position: 0, lastFileTimestamp: 0, ahead: [{ from: 4, to: 8 }] });
  state = worked(state, first, 2, true);
  expect(rememberLanes(state)).toMatchObject({
    position: 2,
    lastFileTimestamp: 2_000,
    bytesDone: 20,
    file: { name: '2' },
    ahead: [{ from: 4, to: 8 }],
  });
  state = worked(state, open(state)[0] ?? first, 2, false);
  expect(state.files).toMatchObject({ position: 8, bytesDone: 80, lastFileTimestamp: 8_000 });
  expect(rememberLanes(state)).not.toHaveProperty('ahead');
});

test('a file that was begun by an earlier run is remembered until it is done', () => {
  const begun = [placeIn(0), placeIn(5)];
  let state = openLanes({ files: { ...listOf(8), begun }, lanes: [], percent: 0 }, 2);
  const [first] = state.lanes;
  if (!first) throw new Error('There is a lane');
  expect(cursorOfLane(state.files, first).begun).toEqual(begun);
  const reached = { ...cursorOfLane(state.files, first), position: 1, begun: [placeIn(5)] };
  state = advanceLane(state, first.from, reached, 12.5);
  expect(rememberLanes(state).begun).toEqual([placeIn(5)]);
});

test('however the lanes come along, the prefix is contiguous, the sums are right and the state stays small', () => {
  const step = fc.record({ lane: fc.nat(), files: fc.nat({ max: 150 }), begins: fc.boolean() });
  const property = fc.property(
    fc.integer({ min: 1, max: 500 }),
    fc.integer({ min: 1, max: 16 }),
    fc.infiniteStream(step),
    (total, parallel, steps) => {
      let state = atStart(total, parallel);
      const done = new Set<number>();
      for (let turn = 0; turn < 5_000 && open(state).length > 0; turn += 1) {
        const lanes = open(state);
        const { value } = steps.next();
        const lane = lanes[value.lane % lanes.length];
        if (!lane) throw new Error('An open lane can be chosen');
        const files = Math.max(value.files, turn > 200 ? 150 : 0);
        for (let at = lane.position; at < Math.min(lane.position + files, lane.to); at += 1) done.add(at);
        state = openLanes(worked(state, lane, files, value.begins), parallel);

        expect(open(state).length).toBeLessThanOrEqual(parallel);
        expect(state.lanes.length).toBeLessThanOrEqual(2 * parallel + 1);
        const remembered = rememberLanes(state);
        const covered = [{ from: 0, to: remembered.position }, ...(remembered.ahead ?? [])];
        const told = covered.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));
        expect(told.toSorted((a, b) => a - b)).toEqual([...done].toSorted((a, b) => a - b));
        expect(remembered.bytesDone).toBe(remembered.position * 10);
        // Never newer than the newest file of the prefix: what is beyond must be looked at again.
        expect(remembered.lastFileTimestamp).toBe(remembered.position * 1_000);
        expect((remembered.begun ?? []).length).toBeLessThan(parallel);
      }
      expect(done.size).toBe(total);
      expect(state.files).toMatchObject({ position: total, bytesDone: total * 10 });
      expect(Math.round(state.percent)).toBe(100);
    },
  );
  fc.assert(property, { numRuns: 50, ...fromSeed });
});
