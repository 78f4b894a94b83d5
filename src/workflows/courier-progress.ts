import type {
  Amount,
  CompareResult,
  FeedWork,
  LandFilesResult,
  LoadFeedResult,
} from '../activities/couriers/courier-requests';
import type { OpenedCourier } from '../activities/couriers/opened-courier';
import type { CalendarDay } from '../contract/calendar-day';
import type { CourierWindow } from '../contract/couriers/courier-window';
import { addFeedCounts, type FeedCounts, noFeedCounts } from '../contract/couriers/feed-counts';
import type { ResolveAction } from '../contract/couriers/run-task';
import type { FailureReport } from '../contract/failure';
import type { ListInParts } from '../storage';

export type CourierStage = 'find' | 'compare' | 'land' | 'load' | 'done';

/** A task that has failed, and that a person is waited for. */
export interface HeldTask {
  readonly task: string;
  readonly failure: FailureReport;
  /** Epoch ms. */
  readonly until: number;
}

/** Looks for files that are not there yet. Times are epoch ms. */
export interface Looks {
  readonly since: number;
  readonly count: number;
  readonly missing?: FailureReport;
  readonly nextAt?: number;
}

/** Where a run of a courier stands. */
export interface CourierRun {
  readonly window: CourierWindow;
  readonly next: CourierStage;
  readonly looks?: Looks;
  /** Some days lack something: the others are loaded first, then all are looked for again. */
  readonly missing?: FailureReport;
  /** True once somebody has said to go on without what is missing. */
  readonly ignoring?: true;
  /** What it goes on without. */
  readonly without?: string;
  /** Days that it, and runs before it, have gone on without. Left out where there are none. */
  readonly owed?: readonly CalendarDay[];
  readonly list?: ListInParts;
  /** Its hash as it was found; `list` is another once feeds stand in it. */
  readonly found?: string;
  /** How many lists were gone through before this one. */
  readonly passes: number;
  /** The same of the list that was gone through last. */
  readonly before?: string;
  /** How many comparisons are made. */
  readonly compared: number;
  readonly works: readonly FeedWork[];
  /** How many objects there are to be done in this pass, and how many passes before it have done. */
  readonly toDo: number;
  readonly done: number;
  /** Of the list, what has landed. */
  readonly position: number;
  readonly landed: Amount;
  /** How often files were looked for again because one had changed since. */
  readonly relisted?: number;
  /** Positions of what has not landed and is gone on without. */
  readonly leftOut: readonly number[];
  /** Place of the feed that is next. */
  readonly feed: number;
  /** How tasks have ended. */
  readonly ends: Readonly<Record<string, 'succeeded' | 'skipped' | 'failed'>>;
  /** What became of the rows of each feed, over all passes. */
  readonly feeds: Readonly<Record<string, FeedCounts>>;
  readonly held?: HeldTask;
  /** What was said of the held task and was not taken when the run continued as new. */
  readonly given?: ResolveAction;
}

/** What a run is to do of all that there is to do. */
export interface CourierScope extends Pick<OpenedCourier, 'feeds' | 'comparisons'> {
  readonly landOnly: boolean;
  readonly loadOnly: boolean;
}

const nothing: Amount = { objects: 0, bytes: 0 };

export function beginning(window: CourierWindow, owed: readonly CalendarDay[] = []): CourierRun {
  return {
    ...(owed.length > 0 ? { owed } : {}),
    ...{
      window: withOwed(window, owed),
      next: 'find',
      passes: 0,
      compared: 0,
      works: [],
      position: 0,
      landed: nothing,
    },
    ...{ toDo: 0, done: 0, leftOut: [], feed: 0, ends: {}, feeds: {} },
  };
}

/** Days within the window are looked for as its own. */
function withOwed(window: CourierWindow, owed: readonly CalendarDay[]): CourierWindow {
  return window.kind === 'days' && owed.length > 0 ? { ...window, owed } : window;
}

/** What the task is called that is next. */
export function taskOf({ next, feed }: CourierRun, { feeds }: Pick<CourierScope, 'feeds'>): string {
  return next === 'load' ? loadTask(feeds[feed]?.name ?? '') : next;
}

export function loadTask(feed: string): string {
  return `load ${feed}`;
}

/** True where files are landed and not loaded. */
export function landsAll({ landOnly, feeds }: CourierScope): boolean {
  return landOnly || feeds.length === 0;
}

/** Takes a list of files. `missing` is what other days lack. */
export function withList(now: CourierRun, list: ListInParts, scope: CourierScope, missing?: FailureReport): CourierRun {
  const { missing: _, ...rest } = now;
  const begun: CourierRun = {
    ...rest,
    ...(missing ? { missing } : {}),
    list,
    found: list.hash,
    ...{ compared: 0, works: [], position: 0, landed: nothing, leftOut: [], feed: 0, ends: { find: 'succeeded' } },
    // Where nothing is compared, a list has what the one before it had.
    ...(landsAll(scope) ? { toDo: list.total, done: 0 } : { toDo: 0 }),
    next: 'land',
  };
  if (landsAll(scope)) return list.total === 0 ? afterLoads(withEnd(begun, 'land', 'skipped')) : begun;
  if (list.total > 0) return { ...begun, next: 'compare' };
  const works = scope.feeds.map((_feed, feed) => ({ feed, ...nothing }));
  return toFeed({ ...begun, works, ends: { ...begun.ends, compare: 'skipped', land: 'skipped' } }, 0, scope);
}

/** Takes what a comparison came to. */
export function withComparison(
  now: CourierRun,
  { list, feeds, toLoad }: CompareResult,
  scope: CourierScope,
): CourierRun {
  const compared = { ...now, list, compared: now.compared + 1, works: [...now.works, ...feeds], toDo: toLoad };
  if (compared.compared < scope.comparisons.length) return compared;
  const ended = withEnd(compared, 'compare', 'succeeded');
  if (!scope.loadOnly && ended.works.some(({ objects }) => objects > 0)) return { ...ended, next: 'land' };
  return toFeed(withEnd(ended, 'land', 'skipped'), 0, scope);
}

/** Takes what a step of landing came to. */
export function withLanded(
  now: CourierRun,
  { position, landed }: Pick<LandFilesResult, 'position' | 'landed'>,
  scope: CourierScope,
): CourierRun {
  const { objects, bytes } = now.landed;
  const moved = { ...now, position, landed: { objects: objects + landed.objects, bytes: bytes + landed.bytes } };
  if (position < (now.list?.total ?? 0)) return moved;
  const ended = withEnd(moved, 'land', 'succeeded');
  return landsAll(scope) ? afterLoads(ended) : toFeed(ended, 0, scope);
}

/** What is written while it is read, again and again, is a failure in the end. */
const mostRelisted = 3;

/** Looks for files again, since one was replaced or removed when it was to land; undefined where that has been enough. */
export function relisted(now: CourierRun): CourierRun | undefined {
  const times = (now.relisted ?? 0) + 1;
  return times > mostRelisted ? undefined : { ...now, next: 'find', relisted: times };
}

/** Takes what was loaded. */
export function withLoaded(
  now: CourierRun,
  { counts }: Pick<LoadFeedResult, 'counts'>,
  scope: CourierScope,
): CourierRun {
  const name = scope.feeds[now.feed]?.name ?? '';
  const feeds = { ...now.feeds, [name]: addFeedCounts(now.feeds[name] ?? noFeedCounts, counts) };
  return toFeed(withEnd({ ...now, feeds }, loadTask(name), 'succeeded'), now.feed + 1, scope);
}

/** Goes on with a feed, or the first after it that there is something for; one that there is not fails when it is its turn. */
function toFeed(now: CourierRun, feed: number, scope: CourierScope): CourierRun {
  const opened = scope.feeds[feed];
  if (!opened) return afterLoads(now);
  const work = now.works.find((one) => one.feed === feed);
  if (!opened.isThere || (work?.objects ?? 0) > 0) return { ...now, next: 'load', feed };
  return toFeed(withEnd(now, loadTask(opened.name), 'skipped'), feed + 1, scope);
}

/** What other days lack is looked for again once the days that lack nothing are done with. */
function afterLoads({ missing, ...now }: CourierRun): CourierRun {
  if (!missing || !now.found) return { ...now, next: 'done' };
  const { ends, list: _, ...rest } = now;
  const done = now.done + now.toDo - now.leftOut.length;
  const { find: _found, ...others } = ends;
  return { ...rest, missing, ends: others, next: 'find', passes: now.passes + 1, before: now.found, done, toDo: 0 };
}

export function withEnd(now: CourierRun, task: string, end: 'succeeded' | 'skipped' | 'failed'): CourierRun {
  return { ...now, ends: { ...now.ends, [task]: end } };
}

/** Goes on as a person has said of a task that has failed. */
export function withResolution(
  { held: _, ...now }: CourierRun,
  { task, failure }: Pick<HeldTask, 'task' | 'failure'>,
  action: ResolveAction,
  scope: CourierScope,
): CourierRun {
  const { [task]: _end, ...ends } = now.ends;
  const { looks: _looks, missing: _missing, ...again } = { ...now, ends };
  if (action === 'ignore-missing') return { ...again, ignoring: true, next: 'find' };
  if (action === 'retry') {
    if (task === 'find') return { ...again, next: 'find' };
    // What had landed is gone: it is landed again, and what is there is passed quickly.
    const isGone = now.next === 'load' && failure.code === 'storage-missing' && !scope.loadOnly;
    return isGone ? { ...now, ends, next: 'land', position: 0, landed: nothing } : { ...now, ends };
  }
  if (task === 'find') return withoutMissing(again, scope);
  if (task === 'land') {
    const passed = { ...now, ends, leftOut: [...now.leftOut, now.position] };
    return withLanded(passed, { position: now.position + 1, landed: nothing }, scope);
  }
  return toFeed(withEnd({ ...now, ends }, task, 'skipped'), now.feed + 1, scope);
}

/** Goes on with the days that lack nothing, where they are not done with yet. */
function withoutMissing(now: CourierRun, scope: CourierScope): CourierRun {
  const { list, before } = now;
  const isNew = list !== undefined && list.total > 0 && list.hash !== before;
  const going = isNew ? withList(now, list, scope) : { ...now, next: 'done' as const };
  return withEnd(going, 'find', 'skipped');
}
