import { TemporalFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { CourierActivities, TableActivities } from '../activities/courier-activities';
import type { OpenedCourier } from '../activities/couriers/opened-courier';
import type { CalendarDay } from '../contract/calendar-day';
import { noCounts } from '../contract/counts';
import { owedIn } from '../contract/couriers/courier-memory';
import { durationInWords } from '../contract/couriers/duration-in-words';
import { countsOfFeed, feedCountsInWords } from '../contract/couriers/feed-counts';
import { type ResolveAction, resolutionsOf } from '../contract/couriers/run-task';
import { windowOfOptions } from '../contract/couriers/window-of-options';
import { describeFailure, type FailureReport, LongshoreError } from '../contract/failure';
import type { RunInput, RunResult } from '../contract/run';
import type { RunOptions } from '../contract/run-options';
import type { Note } from '../contract/step';
import { comparisonOptions, listingOptions, loadOptions, scanOptions } from './activity-options';
import {
  beginning,
  type CourierRun,
  type CourierScope,
  type HeldTask,
  landsAll,
  relisted,
  taskOf,
  withComparison,
  withEnd,
  withLanded,
  withList,
  withLoaded,
  withResolution,
} from './courier-progress';
import { courierView, doingOf } from './courier-view';
import { asWorkflowFailure, failure, reportOf } from './failures';
import type { ImportDefinition, StepOutcome } from './import-definition';
import { optionsOf } from './options-of';
import { listenForResolutions, type Resolutions } from './resolutions';
import type { ContinuedRun, RunState } from './run-state';
import { runImport } from './step-loop';
import { tellingGroup } from './telling-group';

type Run = RunState<CourierRun>;
type Outcome = StepOutcome<CourierRun>;

/** Brings the files of a window from a bucket, and loads them into tables by way of feeds. */
export async function courier(input: RunInput, continued?: ContinuedRun<CourierRun>): Promise<RunResult> {
  const resolutions = listenForResolutions(continued?.cursor.given);
  return runImport(courierOf(input, optionsOf(input), resolutions), input, continued);
}

function courierOf(input: RunInput, options: RunOptions, resolutions: Resolutions): ImportDefinition<CourierRun> {
  const scopeIn = ({ about }: Run): CourierScope => scopeOf(requireOpened(about.courier), options);
  const context = (run: Run): Context => ({ run, options, resolutions, scope: scopeIn(run) });
  return {
    type: 'courier',
    begin: (opened) => {
      const told = requireOpened(opened.courier);
      try {
        return beginning(windowOfOptions(options, { ...told, name: input.import }), owedIn(opened.bookmark.value));
      } catch (error) {
        if (error instanceof LongshoreError) throw asWorkflowFailure(error.report());
        throw error;
      }
    },
    plan: (now, run) => {
      if (now.next === 'done') return [];
      const work = now.held ? () => hold(context(run)) : () => attempt(context(run));
      return [{ lane: 'courier', work }];
    },
    // Whoever depends on this courier waits for what is in tables, and not for what has landed.
    remember: (now) => (now.next === 'done' && !options.landOnly ? remembered(now) : undefined),
    describe: (now, run) => courierView(now, scopeIn(run)),
    carried: ({ given: _, ...now }) => (resolutions.given === undefined ? now : { ...now, given: resolutions.given }),
    ...(input.group === undefined ? {} : { tell: tellingGroup(input.group) }),
    conclude: (run) => conclusion(run),
  };
}

function remembered({ window, owed = [] }: CourierRun) {
  const { owed: _, ...own } = { owed: [], ...window };
  return { window: own, ...(owed.length > 0 ? { owed } : {}) };
}

function requireOpened(opened: OpenedCourier | undefined): OpenedCourier {
  if (opened) return opened;
  throw asWorkflowFailure(failure('internal-error', 'The worker that has opened this run knows no couriers'));
}

function scopeOf({ feeds, comparisons }: OpenedCourier, { landOnly, loadOnly }: RunOptions): CourierScope {
  return { feeds, comparisons, landOnly: landOnly === true, loadOnly: loadOnly === true };
}

function conclusion(run: Run): Note[] {
  const took = `Completed in ${durationInWords(Date.now() - run.startedAt)}`;
  const feeds = Object.entries(run.cursor.feeds).map(([name, counts]) => `${name}: ${feedCountsInWords(counts)}`);
  return [
    { level: 'info', text: took },
    ...feeds.map((text): Note => ({ level: 'info', text })),
    { level: 'notification', text: `${run.about.title}: ${[took, ...feeds].join('. ')}` },
  ];
}

/** What a step of a run works with. */
interface Context {
  readonly run: Run;
  readonly options: RunOptions;
  readonly scope: CourierScope;
  readonly resolutions: Resolutions;
}

const nothingDone = { counts: noCounts, advance: (now: CourierRun) => now };

/** Works at the task that is next. Where it fails, the run ends with that, or is held until somebody says what to do. */
async function attempt(context: Context): Promise<Outcome> {
  const { run, scope } = context;
  const task = taskOf(run.cursor, scope);
  let outcome: Outcome;
  try {
    outcome = await stageOf(context);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    if (!wf.isCancellation(error)) return failed(context, task, reportOf(error), nothingDone);
    return { ...nothingDone, notes: [{ level: 'info', text: `Interrupted: ${task}` }] };
  }
  const { failure: report, ...rest } = outcome;
  return report ? failed(context, task, report, rest) : rest;
}

function stageOf(context: Context): Promise<Outcome> {
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

function failed(
  { run, options, scope, resolutions }: Context,
  task: string,
  report: FailureReport,
  so: Outcome,
): Outcome {
  const actions = resolutionsOf(task, report.code);
  const notes = so.notes ?? [];
  if (options.skipTasks?.includes(task) && actions.includes('skip')) {
    return {
      ...so,
      notes: [...notes, { level: 'warn', text: `Gone on without: ${task}. Reason: ${describeFailure(report)}` }],
      advance: (now) => withResolution(so.advance(now), { task, failure: report }, 'skip', scope),
    };
  }
  const { resolveWithinMs } = requireOpened(run.about.courier);
  if (resolveWithinMs === 0) {
    return { ...so, failure: report, advance: (now) => withEnd(so.advance(now), task, 'failed') };
  }
  resolutions.forget();
  const until = Date.now() + resolveWithinMs;
  const held: HeldTask = { task, failure: report, until };
  const doing = doingOf(run.cursor, scope);
  const command = `longshore resolve ${run.import} ${actions.join('|')}`;
  const text = `${run.about.title}: Failed to ${doing}. Reason: ${describeFailure(report)}. Until ${iso(until)} the run waits for \`${command}\``;
  return {
    ...so,
    notes: [...notes, { level: 'notification', text }],
    advance: (now) => ({ ...withEnd(so.advance(now), task, 'failed'), held }),
  };
}

/** Waits until somebody says what is to be done about the task that has failed, as long as the courier says. */
async function hold({ run, resolutions, scope }: Context): Promise<Outcome> {
  const { held } = run.cursor;
  if (!held) return nothingDone;
  let action: ResolveAction | undefined;
  try {
    action = await resolutions.take(held.until - Date.now());
  } catch (error) {
    // A pause, after which it is held again; or a cancel.
    if (wf.isCancellation(error)) return nothingDone;
    throw error;
  }
  const { task, failure: report } = held;
  if (action === undefined) {
    const advance = ({ held: _, ...now }: CourierRun): CourierRun => now;
    return { ...nothingDone, failure: report, advance };
  }
  if (!resolutionsOf(task, report.code).includes(action)) {
    return { ...nothingDone, notes: [{ level: 'warn', text: `Asked to ${action}, which is nothing for: ${task}` }] };
  }
  return {
    ...nothingDone,
    notes: [{ level: 'info', text: `Resolved: ${task}: ${action}` }],
    advance: (now) => withResolution(now, held, action, scope),
  };
}

const ofRun = ({ import: importName, runId, about: { fingerprint } }: Run) => ({
  import: importName,
  runId,
  fingerprint,
});

const listing = ({ about }: Run) => wf.proxyActivities<CourierActivities>(listingOptions(about));

async function find({ run, options, scope }: Context): Promise<Outcome> {
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
    const nextMs = Math.min(Math.max(0, leftMs), lookAgainMs(count));
    const text = `${missing.message}. It is looked for again until ${iso(Date.now() + leftMs)}`;
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

async function listWhatLanded({ run, scope }: Context): Promise<Outcome> {
  const { list, notes } = await listing(run).listLanded.executeWithOptions({ summary: 'What has landed' }, [
    { ...ofRun(run), window: run.cursor.window },
  ]);
  return { counts: noCounts, notes, advance: (now) => withList(now, list, scope) };
}

async function compare({ run, scope }: Context): Promise<Outcome> {
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

async function land({ run, scope }: Context): Promise<Outcome> {
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

async function load({ run, scope }: Context): Promise<Outcome> {
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

function listOf({ cursor: { list } }: Run) {
  if (!list) throw new Error('A run that has found no files has no list of them');
  return list;
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
