import * as wf from '@temporalio/workflow';
import type { CourierActivities, TableActivities } from '../activities/courier-activities';
import type { CalendarDay } from '../contract/calendar-day';
import { noCounts } from '../contract/counts';
import { countsOfFeed } from '../contract/couriers/feed-counts';
import type { FailureReport } from '../contract/failure';
import { isoSecond } from '../contract/iso-second';
import type { Note } from '../contract/step';
import { comparisonOptions, listingOptions, loadOptions, scanOptions } from './activity-options';
import { type CourierContext, type CourierOutcome, type CourierState, requireOpened } from './courier-context';
import {
  type CourierRun,
  type CourierScope,
  landsAll,
  relisted,
  withComparison,
  withLanded,
  withList,
  withLoaded,
} from './courier-progress';
import { failure } from './failures';
/** Works a step of the task that is next. Throws what its activity has failed with. */
export function stageOf(context: CourierContext): Promise<CourierOutcome> {
  switch (context.run.cursor.next) {
    case 'compare':
      return compare(context);
    case 'land':
      return land(context);
    case 'load':
      return load(context);
    default:
      return context.scope.loadOnly ? listWhatLanded(context) : find(context);
  }
}

const ofRun = ({ import: importName, runId, about: { fingerprint } }: CourierState) => ({
  import: importName,
  runId,
  fingerprint,
});

const listing = ({ about }: CourierState) => wf.proxyActivities<CourierActivities>(listingOptions(about));

async function find({ run, options, scope }: CourierContext): Promise<CourierOutcome> {
  const { window, ignoring, before, looks } = run.cursor;
  const { waitMs, truncates } = requireOpened(run.about.courier);
  const { since = Date.now(), count = 0 } = looks ?? {};
  const until = since + (options.waitMs ?? waitMs);
  const isOver = options.skipMissingAfterWait === true && Date.now() >= until;
  const skipMissing = options.skipMissing === true || ignoring === true || isOver;
  const { list, days, missing, without, owed, notes } = await listing(run).findCourierFiles.executeWithOptions(
    { summary: 'Look for files' },
    [{ ...ofRun(run), window, skipMissing }],
  );
  if (!missing) {
    const told = { ...(without === undefined ? {} : { without }), ...(owed ? { owed } : {}) };
    return {
      counts: noCounts,
      notes: [...notes, ...owedNotes(run.cursor.owed, owed)],
      advance: (now) => withList({ ...withoutLooks(now), ...told }, list, scope),
    };
  }
  const leftMs = until - Date.now();
  // Where the wait has ended during this look, one more is made that goes on without what is missing.
  if (leftMs > 0 || options.skipMissingAfterWait) {
    const nextMs = Math.min(Math.max(1, leftMs), lookAgainMs(count));
    const text = `${missing.message}. It is looked for again until ${isoSecond(Date.now() + leftMs)}`;
    return {
      counts: noCounts,
      // Once, and not for each of a hundred looks.
      notes: count === 0 ? [{ level: 'warn', text }] : [],
      waitMs: nextMs,
      advance: (now) => ({ ...now, looks: { since, count: count + 1, missing, nextAt: Date.now() + nextMs } }),
    };
  }
  if (list.total === 0 || list.hash === before || truncates) {
    return { counts: noCounts, failure: missing, advance: (now) => ({ ...withoutLooks(now), list }) };
  }
  const loaded = `What ${days === 1 ? '1 day has' : `${days} days have`} is ${landsAll(scope) ? 'landed' : 'loaded'} first`;
  return {
    counts: noCounts,
    notes: [...notes, { level: 'warn', text: `${missing.message}. ${loaded}` }],
    advance: (now) => withList({ ...now, looks: { since, count: count + 1 } }, list, scope, missing),
  };
}

/** What has become owed, and what is no more. */
function owedNotes(before: readonly CalendarDay[] = [], now: readonly CalendarDay[] = before): Note[] {
  const found = before.filter((day) => !now.includes(day));
  const notes: Note[] = found.length === 0 ? [] : [{ level: 'info', text: `Found what was owed: ${found.join(', ')}` }];
  if (now.length === 0) return notes;
  const text = `Owed: ${now.join(', ')}. Later runs look for it, until it is found or \`longshore resolve <courier> waive\``;
  return [...notes, { level: 'warn', text }];
}

const firstLookMs = 60_000;
const longestLookMs = 300_000;

/** A minute first, and half as long again each time, up to five: nobody watches a file that comes hours late. */
function lookAgainMs(looks: number): number {
  return Math.min(longestLookMs, Math.round(firstLookMs * 1.5 ** looks));
}

function withoutLooks({ looks: _, ...now }: CourierRun): CourierRun {
  return now;
}

async function listWhatLanded({ run, scope }: CourierContext): Promise<CourierOutcome> {
  const { list, notes } = await listing(run).listLanded.executeWithOptions({ summary: 'What has landed' }, [
    { ...ofRun(run), window: run.cursor.window },
  ]);
  return { counts: noCounts, notes, advance: (now) => withList(now, list, scope) };
}

async function compare({ run, scope }: CourierContext): Promise<CourierOutcome> {
  const { compared } = run.cursor;
  const feeds = scope.comparisons[compared] ?? [];
  const options = comparisonOptions(run.about, queueOf(scope, feeds[0]));
  const result = await wf
    .proxyActivities<TableActivities>(options)
    .compareWithLedger.executeWithOptions({ summary: 'Compare with what was loaded' }, [
      { ...ofRun(run), list: listOf(run), feeds },
    ]);
  return { counts: noCounts, advance: (now) => withComparison(now, result, scope) };
}

async function land({ run, scope }: CourierContext): Promise<CourierOutcome> {
  const { position } = run.cursor;
  const { giveUpAfterMs } = run.about;
  const list = listOf(run);
  // A step unpacks an archive to its end, whatever it has in it.
  const { landFiles } = wf.proxyActivities<CourierActivities>(scanOptions(run.about));
  const result = await landFiles.executeWithOptions(
    { summary: `Land files, from ${position + 1} of ${list.total} on` },
    [{ ...ofRun(run), list, position, all: landsAll(scope) }],
  );
  const { position: reached, landed, blockedBy, ...outcome } = result;
  if (outcome.failure?.code === 'file-changed' && relisted(run.cursor)) {
    const { failure: changed, notes, ...rest } = outcome;
    const text = `${changed.message} Files are looked for again`;
    return {
      ...rest,
      notes: [...notes, { level: 'warn', text }],
      counts: noCounts,
      advance: (now) => relisted(now) ?? now,
    };
  }
  // What has landed something is getting on, however slowly.
  const stuckBy = landed.objects === 0 ? blockedBy : undefined;
  const isOver = stuckBy !== undefined && run.msWithoutProgress > giveUpAfterMs;
  return {
    ...outcome,
    ...(stuckBy ? { blockedBy: stuckBy } : {}),
    ...(isOver ? { failure: gaveUp(giveUpAfterMs, stuckBy) } : {}),
    counts: noCounts,
    advance: (now) => withLanded(now, { position: reached, landed }, scope),
  };
}

function gaveUp(afterMs: number, { code, message, remedy }: FailureReport): FailureReport {
  const hours = Math.round(afterMs / 36_000) / 100;
  return failure('gave-up', `Nothing has landed for ${hours} h; the last cause was ${code}: ${message}`, remedy);
}

async function load({ run, scope }: CourierContext): Promise<CourierOutcome> {
  const { feed, leftOut, passes } = run.cursor;
  const name = scope.feeds[feed]?.name ?? '';
  const { loadFeed } = wf.proxyActivities<TableActivities>(loadOptions(run.about, queueOf(scope, feed)));
  const { counts, notes } = await loadFeed.executeWithOptions({ summary: `Load ${name}` }, [
    { ...ofRun(run), loadId: passes === 0 ? run.runId : `${run.runId}-${passes}`, list: listOf(run), feed, leftOut },
  ]);
  return { counts: countsOfFeed(counts), notes, advance: (now) => withLoaded(now, { counts }, scope) };
}

function queueOf({ feeds }: CourierScope, feed: number | undefined): string {
  return (feed === undefined ? undefined : feeds[feed]?.queue) ?? wf.workflowInfo().taskQueue;
}

function listOf({ cursor: { list } }: CourierState) {
  if (!list) throw new Error('A run that has found no files has no list of them');
  return list;
}
