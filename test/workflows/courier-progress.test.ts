import fc from 'fast-check';
import type { FeedWork } from '../../src/activities/couriers/courier-requests';
import { addFeedCounts, type FeedCounts, noFeedCounts } from '../../src/contract/couriers/feed-counts';
import { type ResolveAction, resolutionsOf } from '../../src/contract/couriers/run-task';
import type { FailureReport } from '../../src/contract/failure';
import {
  beginning,
  type CourierRun,
  type CourierScope,
  landsAll,
  relisted,
  taskOf,
  withComparison,
  withEnd,
  withLanded,
  withList,
  withLoaded,
  withResolution,
} from '../../src/workflows/courier-progress';
import { courierView } from '../../src/workflows/courier-view';

const failure = (code: FailureReport['code']): FailureReport => ({ code, message: 'It failed', remedy: 'Mend it' });

interface World {
  /** Of each object: the feeds whose ledger lacks it, and how late it comes, in looks. */
  readonly objects: readonly { readonly feeds: readonly number[]; readonly lateBy: number }[];
  readonly feedCount: number;
  readonly tables: readonly number[];
  readonly unknown: number;
  readonly landOnly: boolean;
  /** What happens at each step: how far a step of landing comes, whether it fails, what is said then. */
  readonly fates: readonly { readonly far: number; readonly fails: boolean; readonly action: ResolveAction }[];
}

const world: fc.Arbitrary<World> = fc
  .record({
    feedCount: fc.nat(3),
    landOnly: fc.boolean(),
    unknown: fc.integer({ min: -2, max: 3 }),
  })
  .chain(({ feedCount, landOnly, unknown }) =>
    fc.record({
      objects: fc.array(
        fc.record({
          feeds: feedCount === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(feedCount - 1)),
          lateBy: fc.integer({ min: 0, max: 2 }),
        }),
        { maxLength: 12 },
      ),
      feedCount: fc.constant(feedCount),
      landOnly: fc.constant(landOnly),
      unknown: fc.constant(unknown),
      tables: fc.array(fc.nat(1), { minLength: feedCount, maxLength: feedCount }),
      fates: fc.array(
        fc.record({
          far: fc.integer({ min: 1, max: 4 }),
          fails: fc.boolean(),
          action: fc.constantFrom<ResolveAction>('retry', 'skip', 'ignore-missing'),
        }),
        { minLength: 1, maxLength: 40 },
      ),
    }),
  );

/** Plays a run to its end against a ledger that knows what is in which feed, through JSON as a continue-as-new would. */
function play({ objects, feedCount, tables, unknown, landOnly, fates }: World) {
  const scope: CourierScope = {
    feeds: Array.from({ length: feedCount }, (_, feed) => ({
      name: `S:${feed}`,
      queue: 'q',
      isThere: feed !== unknown,
    })),
    comparisons: [...new Set(tables)].map((table) => tables.flatMap((other, feed) => (other === table ? [feed] : []))),
    landOnly,
    loadOnly: false,
  };
  const lists = new Map<
    string,
    { readonly indexes: readonly number[]; readonly feeds: readonly (readonly number[])[] }
  >();
  const listed = (indexes: readonly number[], feeds: readonly (readonly number[])[]) => {
    const hash = JSON.stringify([indexes, feeds]);
    lists.set(hash, { indexes, feeds });
    return { hash, total: indexes.length };
  };
  const loaded = new Map<string, number>();
  const landed = new Set<number>();
  const counts = new Map<string, FeedCounts>();
  let now: CourierRun = beginning({ kind: 'all' });
  let looks = 0;
  let fate = 0;
  let excused = false;

  for (let step = 0; now.next !== 'done'; step++) {
    if (step > 400) throw new Error(`The run comes to no end: ${JSON.stringify(now)}`);
    now = JSON.parse(JSON.stringify(now)) as CourierRun;
    expect(courierView(now, scope).tasks).toHaveLength(3 + feedCount);
    const { far, fails, action } = fates[fate++ % fates.length] ?? { far: 1, fails: false, action: 'retry' };
    const resolve = (task: string, report: FailureReport): void => {
      const possible = resolutionsOf(task, report.code);
      // Once it has lived long enough nothing is only tried again, so that each run ends.
      const wanted = fate > fates.length && possible.includes('skip') ? 'skip' : action;
      const taken = possible.includes(wanted) ? wanted : 'retry';
      if (taken !== 'retry' && task !== 'compare') excused = true;
      now = withResolution(withEnd(now, task, 'failed'), { task, failure: report }, taken, scope);
    };
    const task = taskOf(now, scope);
    if (fails && fate <= fates.length) {
      resolve(task, failure('source-unavailable'));
      continue;
    }
    const list = now.list && lists.get(now.list.hash);
    switch (now.next) {
      case 'find': {
        const there = objects.flatMap(({ lateBy }, index) => (lateBy <= looks ? [index] : []));
        looks += 1;
        const found = listed(
          there,
          there.map(() => []),
        );
        if (there.length === objects.length || now.ignoring) now = withList(now, found, scope);
        else if (found.total === 0 || found.hash === now.before) {
          now = { ...now, list: found };
          resolve(task, failure('required-file-missing'));
        } else now = withList(now, found, scope, failure('required-file-missing'));
        break;
      }
      case 'compare': {
        const feeds = scope.comparisons[now.compared] ?? [];
        const planned = (list?.indexes ?? []).map((index, position) => [
          ...(list?.feeds[position] ?? []),
          ...feeds.filter((feed) => objects[index]?.feeds.includes(feed) && !loaded.has(`${feed} ${index}`)),
        ]);
        const works = feeds.map((feed): FeedWork => {
          return { feed, objects: planned.filter((of) => of.includes(feed)).length, bytes: 0 };
        });
        const toLoad = planned.filter((of) => of.length > 0).length;
        now = withComparison(now, { list: listed(list?.indexes ?? [], planned), feeds: works, toLoad }, scope);
        break;
      }
      case 'land': {
        const to = Math.min(now.position + far, list?.indexes.length ?? 0);
        for (let position = now.position; position < to; position++) {
          if (landsAll(scope) || (list?.feeds[position]?.length ?? 0) > 0) landed.add(list?.indexes[position] ?? -1);
        }
        now = withLanded(now, { position: to, landed: { objects: to - now.position, bytes: 0 } }, scope);
        break;
      }
      case 'load': {
        const { feed, leftOut } = now;
        if (feed === unknown) {
          resolve(task, failure('unknown-feed'));
          break;
        }
        const positions = (list?.feeds ?? []).flatMap((of, at) =>
          of.includes(feed) && !leftOut.includes(at) ? [at] : [],
        );
        for (const position of positions) {
          const index = list?.indexes[position] ?? -1;
          expect(landed).toContain(index);
          const key = `${feed} ${index}`;
          loaded.set(key, (loaded.get(key) ?? 0) + 1);
        }
        const ofLoad = { ...noFeedCounts, read: positions.length, inserted: positions.length };
        counts.set(`S:${feed}`, addFeedCounts(counts.get(`S:${feed}`) ?? noFeedCounts, ofLoad));
        now = withLoaded(now, { counts: ofLoad }, scope);
        break;
      }
    }
  }
  return { now, loaded, landed, counts, excused, scope };
}

test('whatever is found late, fails and is resolved, each object is loaded into each of its feeds once, and none is missed that nobody has given up', () => {
  let whole = 0;
  const property = fc.property(world, (of) => {
    const { now, loaded, landed, counts, excused, scope } = play(of);
    expect([...loaded.values()].every((times) => times === 1)).toBe(true);
    for (const [name, ofFeed] of counts) expect(now.feeds[name]).toEqual(ofFeed);
    if (landsAll(scope)) expect(loaded.size).toBe(0);
    if (excused) return;
    whole += 1;
    const expected = landsAll(scope)
      ? []
      : of.objects.flatMap(({ feeds }, index) => feeds.map((feed) => `${feed} ${index}`));
    expect([...loaded.keys()].toSorted()).toEqual(expected.toSorted());
    const toLand = of.objects.flatMap(({ feeds }, index) => (landsAll(scope) || feeds.length > 0 ? [index] : []));
    expect([...landed].toSorted((a, b) => a - b)).toEqual(toLand);
    const { tasks, progressPercent, files } = courierView(now, scope);
    expect(tasks?.every(({ state }) => state === 'succeeded' || state === 'skipped')).toBe(true);
    expect(progressPercent ?? 100).toBe(100);
    const done = landed.size;
    expect(files ?? { found: done, done, quarantined: 0 }).toEqual({ found: done, done, quarantined: 0 });
  });
  fc.assert(property, { numRuns: 500 });
  expect(whole).toBeGreaterThan(20);
});

test('where a file was replaced before it landed files are looked for again, three times at most', () => {
  const scope: CourierScope = { feeds: [], comparisons: [], landOnly: true, loadOnly: false };
  const listed = withList(beginning({ kind: 'all' }), { hash: 'a', total: 5 }, scope);
  const halfway = withLanded(listed, { position: 2, landed: { objects: 2, bytes: 2 } }, scope);
  const again = relisted(halfway);
  expect(again).toMatchObject({ next: 'find', relisted: 1 });
  const anew = withList(again ?? halfway, { hash: 'b', total: 4 }, scope);
  expect(anew).toMatchObject({ next: 'land', position: 0, list: { hash: 'b' }, relisted: 1 });
  expect(relisted({ ...anew, relisted: 2 })).toMatchObject({ relisted: 3 });
  expect(relisted({ ...anew, relisted: 3 })).toBeUndefined();
});

describe('what a person says of a task that has failed', () => {
  const scope: CourierScope = {
    feeds: [
      { name: 'S:a', queue: 'q', isThere: true },
      { name: 'S:b', queue: 'q', isThere: true },
    ],
    comparisons: [[0, 1]],
    landOnly: false,
    loadOnly: false,
  };
  const list = { hash: 'l', total: 3 };
  const works = [0, 1].map((feed) => ({ feed, objects: 3, bytes: 9 }));
  const comparing = withList(beginning({ kind: 'all' }), list, scope);
  const landing = withComparison(comparing, { list: { hash: 'p', total: 3 }, feeds: works, toLoad: 3 }, scope);
  const loading = withLanded(landing, { position: 3, landed: { objects: 3, bytes: 9 } }, scope);
  const resolve = (now: CourierRun, code: FailureReport['code'], action: ResolveAction) => {
    const task = taskOf(now, scope);
    return withResolution(withEnd(now, task, 'failed'), { task, failure: failure(code) }, action, scope);
  };

  test('a load is tried again, or is passed over', () => {
    expect(resolve(loading, 'load-threshold', 'retry')).toMatchObject({ next: 'load', feed: 0, position: 3 });
    const skipped = resolve(loading, 'load-threshold', 'skip');
    expect(skipped).toMatchObject({ next: 'load', feed: 1, ends: { 'load S:a': 'skipped' } });
    expect(resolve(skipped, 'load-threshold', 'skip').next).toBe('done');
  });

  test('what had landed and is gone is landed again before it is loaded', () => {
    expect(resolve(loading, 'storage-missing', 'retry')).toMatchObject({ next: 'land', position: 0, works });
  });

  test('an object that does not land is left out, and all others are loaded', () => {
    const atSecond = withLanded(landing, { position: 1, landed: { objects: 1, bytes: 3 } }, scope);
    const passed = resolve(atSecond, 'archive-unreadable', 'skip');
    expect(passed).toMatchObject({ next: 'land', position: 2, leftOut: [1] });
    expect(withLanded(passed, { position: 3, landed: { objects: 1, bytes: 3 } }, scope)).toMatchObject({
      next: 'load',
      leftOut: [1],
      landed: { objects: 2, bytes: 6 },
    });
  });

  test('missing files are ignored, or the days that lack them are', () => {
    const nothing = { ...beginning({ kind: 'all' }), list: { hash: 'none', total: 0 } };
    expect(resolve(nothing, 'required-file-missing', 'ignore-missing')).toMatchObject({ next: 'find', ignoring: true });
    expect(resolve(nothing, 'required-file-missing', 'skip')).toMatchObject({
      next: 'done',
      ends: { find: 'skipped' },
    });
    const some = { ...beginning({ kind: 'all' }), list };
    expect(resolve(some, 'required-file-missing', 'skip')).toMatchObject({
      next: 'compare',
      ends: { find: 'skipped' },
    });
    expect(resolutionsOf('compare', 'tables-unavailable')).toEqual(['retry']);
    expect(resolutionsOf('find', 'source-auth')).toEqual(['retry', 'skip']);
  });
});
