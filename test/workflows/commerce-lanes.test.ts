import fc from 'fast-check';
import type { CommerceJob, CommerceLane } from '../../src/contract/commerce';
import {
  advanceReading,
  endJobs,
  isFinished,
  isReadable,
  jobsOut,
  percentRead,
  reachedIds,
  workableLanes,
} from '../../src/workflows/commerce-lanes';

const idOf = (n: number) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** What is in the jobs and the lists of a test, by id and by hash. */
const contents = new Map<string, readonly string[]>();

/** Ids of a lane that were not read yet, in their order. */
function unread(ids: readonly string[], { from, after, upTo, list }: CommerceLane): readonly string[] {
  const known = list ? (contents.get(list.hash) ?? []) : ids;
  return known.filter(
    (id) => (after === undefined ? from === undefined || id >= from : id > after) && (upTo === undefined || id <= upTo),
  );
}

const jobOf = (id: string, count = 1): CommerceJob => ({ id, delivery: `deliveries/${id}`, count, runId: 'r', at: 0 });

/** What a step does in a lane: reads up to `batch` ids and submits them as one job. */
function readOn(ids: readonly string[], lane: CommerceLane, batch: number, job: string): CommerceLane {
  const left = unread(ids, lane);
  const taken = left.slice(0, batch);
  const last = taken.at(-1);
  if (last === undefined) return { ...lane, done: true };
  contents.set(job, taken);
  return { ...lane, after: last, done: taken.length === left.length, jobs: [...lane.jobs, jobOf(job, taken.length)] };
}

const lanesOf = (bounds: readonly number[]): CommerceLane[] =>
  [undefined, ...bounds].map((after, key) => ({
    key,
    ...(after === undefined ? {} : { after: idOf(after), start: idOf(after) }),
    ...(bounds[key] === undefined ? {} : { upTo: idOf(bounds[key]) }),
    done: false,
    jobs: [],
  }));

test('whatever the order of readings, results and cancelled jobs, each record is delivered once', () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 60 });
  fc.assert(
    fc.property(
      numbers,
      fc.uniqueArray(fc.integer({ min: 1, max: 0xffff_fffe }), { maxLength: 4 }),
      fc.infiniteStream(fc.record({ read: fc.boolean(), pick: fc.nat(), batch: fc.integer({ min: 1, max: 9 }) })),
      (created, bounds, choices) => {
        const ids = created.map(idOf).sort();
        let lanes: readonly CommerceLane[] = lanesOf([...bounds].sort((a, b) => a - b));
        contents.clear();
        let submitted = 0;
        const delivered: string[] = [];
        let cancels = 0;
        while (!lanes.every(isFinished)) {
          const { read, pick, batch } = choices.next().value;
          const readable = lanes.filter(isReadable);
          const out = jobsOut(lanes);
          const lane = readable[pick % Math.max(1, readable.length)];
          if (lane && (read || out.length === 0)) {
            submitted += 1;
            const reached = readOn(ids, lane, batch, `job ${submitted}`);
            // The result of another lane's job comes while the step works.
            const early = out.find(({ id }) => !lane.jobs.some((job) => job.id === id));
            if (early) {
              lanes = endJobs(lanes, [{ id: early.id }]);
              delivered.push(...(contents.get(early.id) ?? []));
            }
            lanes = advanceReading(lanes, lane, reached);
          } else {
            const job = out[pick % out.length];
            if (!job) continue;
            const cancelled = batch === 1 && cancels < 20;
            if (cancelled) cancels += 1;
            else delivered.push(...(contents.get(job.id) ?? []));
            const list = { hash: job.id, total: job.count };
            lanes = endJobs(lanes, [cancelled ? { id: job.id, again: list } : { id: job.id }]);
          }
        }
        expect([...delivered].sort()).toEqual(ids);
        expect(percentRead(lanes)).toBe(100);
      },
    ),
    { numRuns: 300 },
  );
});

test('a job whose result was read while its lane went on does not come back with the lane', () => {
  const began: CommerceLane = { key: 0, after: idOf(5), done: false, jobs: [jobOf('a')] };
  const meanwhile = endJobs([began], [{ id: 'a' }]);
  const reached = { ...began, after: idOf(9), done: true, jobs: [jobOf('a'), jobOf('b')] };
  expect(advanceReading(meanwhile, began, reached)).toEqual([{ ...reached, jobs: [jobOf('b')] }]);
});

test('what was in a cancelled job is read again, and the count of cancels goes with it', () => {
  const list = { hash: 'h', total: 5 };
  const lane: CommerceLane = { key: 3, after: idOf(9), done: true, jobs: [jobOf('a')], cancelled: 1 };
  const [left, again] = endJobs([lane], [{ id: 'a', again: list }]);
  expect(left).toEqual({ ...lane, jobs: [] });
  expect(again).toEqual({ key: 4, list, cancelled: 2, done: false, jobs: [] });
});

test('a lane with four jobs out rests until one of them has a result', () => {
  const lane: CommerceLane = { key: 0, after: idOf(4), done: false, jobs: ['1', '2', '3', '4'].map((id) => jobOf(id)) };
  expect(isReadable(lane)).toBe(false);
  expect(endJobs([lane], [{ id: '2' }]).map(isReadable)).toEqual([true]);
});

test.each([
  [[], 100],
  [lanesOf([0x8000_0000]), 0],
  [lanesOf([0x8000_0000]).map((lane, at) => (at === 0 ? { ...lane, done: true } : lane)), 50],
  [[{ key: 0, after: idOf(0x4000_0000), done: false, jobs: [] }], 25],
  [[{ key: 0, from: idOf(0x8000_0000), after: idOf(0xc000_0000), done: false, jobs: [] }], 50],
])('%j are read to %d percent', (lanes, percent) => {
  expect(percentRead(lanes)).toBe(percent);
});

describe('lanes whose steps do all that there is in them', () => {
  const lane = (key: number, more: Partial<CommerceLane> = {}): CommerceLane => ({
    key,
    done: false,
    jobs: [],
    ...more,
  });
  const counts = { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 };
  const chunk = {
    folder: 'f',
    work: 'import',
    stage: 'items',
    tries: 0,
    next: 0,
    last: 'z',
    isLast: true,
    runId: 'r',
    counts,
  } as const;

  test('what the shop no longer has comes behind all others', () => {
    const reconciling = lane(2, { reconcile: { asOf: 1 } });
    expect(workableLanes([lane(0), lane(1, { done: true }), reconciling]).map(({ key }) => key)).toEqual([0]);
    expect(workableLanes([lane(0, { done: true, chunk }), reconciling]).map(({ key }) => key)).toEqual([0]);
    expect(workableLanes([lane(0, { done: true }), reconciling])).toEqual([reconciling]);
    expect(workableLanes([lane(0, { done: true }), { ...reconciling, done: true }])).toEqual([]);
  });

  test('lanes that have read nothing yet have reached nothing', () => {
    expect(reachedIds([lane(0, { after: 'b' }), lane(1, { after: 'c', start: 'c' }), lane(2)])).toEqual(['b']);
  });
});
