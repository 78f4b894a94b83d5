import { TemporalFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { CourierGroupActivities } from '../activities/courier-group-activities';
import { noCounts } from '../contract/counts';
import { type CourierTold, groupMemoryOf } from '../contract/couriers/courier-group';
import { durationInWords } from '../contract/couriers/duration-in-words';
import { isEmptyWindow, windowInWords } from '../contract/couriers/group-windows';
import { missingCodes, type RunTask } from '../contract/couriers/run-task';
import { describeFailure } from '../contract/failure';
import { courierToldSignal } from '../contract/group-definitions';
import { isoSecond } from '../contract/iso-second';
import {
  groupImportName,
  importWorkflowId,
  scheduledWorkflowId,
  scheduledWorkflowType,
  workflowTypes,
} from '../contract/names';
import type { RunInput, RunResult } from '../contract/run';
import type { RunOptions } from '../contract/run-options';
import type { ScheduledStart } from '../contract/schedules/scheduled-start';
import type { Note } from '../contract/step';
import { listingOptions, stateOptions } from './activity-options';
import { failure, reportOf } from './failures';
import { type ChildEnd, type GroupChildren, groupChildren, wasCancelled } from './group-children';
import {
  failedCouriers,
  type GroupCourier,
  type GroupRun,
  groupView,
  openCouriers,
  unmetInWords,
  withCompleted,
  withCourier,
  withGroup,
  withWindow,
} from './group-progress';
import { historyIsLong } from './history-is-long';
import type { ImportDefinition, PlannedStep, StepOutcome } from './import-definition';
import { optionsOf } from './options-of';
import type { ContinuedRun, RunState } from './run-state';
import { runImport } from './step-loop';

type Run = RunState<GroupRun>;
type Outcome = StepOutcome<GroupRun>;

/** Runs the couriers of a group side by side, each with its own window, and then starts the groups that wait for it. */
export async function courierGroup(input: RunInput, continued?: ContinuedRun<GroupRun>): Promise<RunResult> {
  return runImport(groupOf(input, optionsOf(input)), input, continued);
}

/** What a run works with. */
interface Context {
  readonly run: Run;
  readonly input: RunInput;
  readonly options: RunOptions;
  readonly children: GroupChildren;
  readonly told: ReadonlyMap<string, readonly RunTask[]>;
}

function groupOf(input: RunInput, options: RunOptions): ImportDefinition<GroupRun> {
  const children = groupChildren();
  const told = new Map<string, readonly RunTask[]>();
  let shown: Run | undefined;
  const describe = (now: GroupRun) => groupView(now, told);
  wf.setHandler(courierToldSignal, ({ courier, tasks }: CourierTold) => {
    told.set(courier, tasks);
    shown?.show(describe(shown.cursor));
  });
  return {
    type: 'courier-group',
    begin: ({ bookmark }) => ({
      next: 'resolve',
      firedAt: firedAt(input, options),
      moves: options.day === undefined && options.from === undefined,
      memory: groupMemoryOf(bookmark.value),
      couriers: [],
    }),
    plan: (now, run) => {
      shown = run;
      return stepsOf(now, { run, input, options, children, told });
    },
    remember: ({ memory, moves, skipped }) => (moves && skipped === undefined ? { ...memory } : undefined),
    describe,
    isBusy: () => children.working,
    closesAs: ({ skipped }) => (skipped === undefined ? 'COMPLETED' : 'SKIPPED'),
    conclude: (run) => conclusion(run),
  };
}

/** The time that a run is for: that of its schedule, or as which a person has started it; never that of a clock. */
function firedAt({ scheduledAt }: RunInput, { asOf }: RunOptions): number {
  const at = scheduledAt ?? asOf;
  return at === undefined ? wf.workflowInfo().startTime.getTime() : Date.parse(at);
}

const nothing = { counts: noCounts, advance: (now: GroupRun) => now };

function stepsOf(now: GroupRun, context: Context): readonly PlannedStep<GroupRun>[] {
  if (now.next === 'done') return [];
  if (now.next === 'resolve') return [{ lane: 'group', work: () => resolveDays(context) }];
  const alert = now.alerted ? [] : runtimeAlert(now, context);
  if (now.next === 'wait') return [...alert, { lane: 'group', work: () => lookAtOthers(context) }];
  if (now.next === 'start') return [{ lane: 'group', work: () => startOthers(context) }];
  const open = openCouriers(now);
  if (open.length === 0) return [{ lane: 'group', work: async () => endOfCouriers(now) }];
  return [...alert, ...open.map((one) => ({ lane: `courier ${one.courier}`, work: () => workCourier(one, context) }))];
}

const ofRun = ({ import: name, about: { fingerprint } }: Run) => ({ import: name, fingerprint });

/** Once, and then never again: a repeat looks at the same days. */
async function resolveDays({ run, options }: Context): Promise<Outcome> {
  const { firedAt: at, memory } = run.cursor;
  const { day, from, to, applyOffset, noWaitForDependencies, loadOnly } = options;
  const { resolveGroup } = wf.proxyActivities<CourierGroupActivities>(stateOptions);
  const resolved = await resolveGroup.executeWithOptions({ summary: 'Resolve the days' }, [
    { ...ofRun(run), firedAt: at, completedTo: memory.completedTo, day, from, to, applyOffset },
  ]);
  const group = loadOnly ? { ...resolved, starts: [] } : resolved;
  const waits = run.cursor.moves && !noWaitForDependencies;
  const notes = group.couriers.map(
    (one): Note => ({ level: 'info', text: `${one.courier}: ${windowInWords(one.window)}` }),
  );
  return { counts: noCounts, notes, advance: (now) => withGroup(now, group, waits) };
}

/** A lane beside those that work: it tells, and stops nothing. It ends when they do. */
function runtimeAlert(now: GroupRun, { run, children }: Context): readonly PlannedStep<GroupRun>[] {
  const limitMs = now.group?.runtimeAlertMs;
  if (limitMs === undefined) return [];
  const isOver = (): boolean => {
    const { next } = run.cursor;
    return next === 'done' || next === 'start' || (next === 'couriers' && openCouriers(run.cursor).length === 0);
  };
  // The next execution of the run goes on with it.
  const isLong = (): boolean => !children.working && historyIsLong(wf.workflowInfo());
  const work = async (): Promise<Outcome> => {
    const leftMs = run.startedAt + limitMs - Date.now();
    try {
      if (leftMs > 0 && (await wf.condition(() => isOver() || isLong(), leftMs))) return nothing;
    } catch (error) {
      if (wf.isCancellation(error)) return nothing;
      throw error;
    }
    const text = `${run.about.title}: Runtime exceeded: it works for longer than ${durationInWords(limitMs)}, and goes on`;
    return {
      ...nothing,
      notes: [{ level: 'notification', text }],
      advance: (then) => ({ ...then, alerted: true }),
    };
  };
  return [{ lane: 'runtime alert', work }];
}

/** Looks whether the windows of other groups are complete. When the wait for one is over, the run closes as skipped. */
async function lookAtOthers({ run }: Context): Promise<Outcome> {
  const { group, firedAt: at, looks } = run.cursor;
  const after = group?.after ?? [];
  const { lookAtUpstreams } = wf.proxyActivities<CourierGroupActivities>(listingOptions(run.about));
  const unmet = await lookAtUpstreams.executeWithOptions(
    { summary: `Look at ${after.map((one) => groupImportName(one.group)).join(', ')}` },
    [{ ...ofRun(run), firedAt: at, after }],
  );
  if (unmet.length === 0) {
    return { counts: noCounts, advance: ({ looks: _, ...now }) => ({ ...now, next: 'couriers' }) };
  }
  const { since = Date.now(), count = 0 } = looks ?? {};
  const leftMs = Math.min(...unmet.map(({ waitMs }) => since + waitMs)) - Date.now();
  const words = unmetInWords(unmet);
  if (leftMs <= 0) {
    const text = `${run.about.title}: Skipped: ${words}. The next run looks at these days again`;
    return {
      counts: noCounts,
      notes: [{ level: 'notification', text }],
      advance: (now) => ({ ...now, next: 'done', skipped: words, couriers: [] }),
    };
  }
  const waitMs = Math.min(leftMs, (group?.lookMs ?? 0) * 1.5 ** count, longestLookMs);
  const next = { since, count: count + 1, unmet, nextAt: Date.now() + waitMs };
  return {
    counts: noCounts,
    notes: count === 0 ? [{ level: 'info', text: `Waiting: ${words}` }] : [],
    waitMs: Math.ceil(waitMs),
    advance: (now) => ({ ...now, looks: next }),
  };
}

/** 5 s, doubled up to 5 minutes, as a fire waits for a run that works already. */
const [firstLookMs, longestLookMs] = [5_000, 300_000];

async function workCourier(one: GroupCourier, context: Context): Promise<Outcome> {
  const { run, children } = context;
  const { courier } = one;
  if (isEmptyWindow(one.window)) {
    return { counts: noCounts, advance: (now) => withCompleted(now, courier, { state: 'skipped' }) };
  }
  const end = await children.run(inputOf(one, context), `${courier}, of ${run.import}`, () => run.status);
  if (end === 'busy') {
    const notes: Note[] =
      one.looks === 0 ? [{ level: 'info', text: `${courier} works already; its run is waited for` }] : [];
    const waitMs = Math.min(firstLookMs * 2 ** one.looks, longestLookMs);
    return {
      ...{ counts: noCounts, notes, waitMs },
      advance: (now) => withCourier(now, courier, { state: 'waiting', looks: one.looks + 1 }),
    };
  }
  if (end === undefined) return nothing;
  return ended(one, end, context);
}

function inputOf({ courier, window, waitMs, onMissing }: GroupCourier, { input, options, run }: Context): RunInput {
  const days = window.kind === 'days' ? { from: window.from, to: window.to } : { all: true as const };
  return {
    import: courier,
    options: {
      ...days,
      ...(options.trackerId === undefined ? {} : { trackerId: options.trackerId }),
      ...(waitMs === undefined ? {} : { waitMs }),
      ...(onMissing.stop ? {} : { skipMissingAfterWait: true as const }),
    },
    ...(input.scheduledAt === undefined ? {} : { scheduledAt: input.scheduledAt }),
    group: run.import,
  };
}

function ended(one: GroupCourier, end: ChildEnd, { run, told }: Context): Outcome {
  const { courier, onMissing } = one;
  const lastTold = told.get(courier);
  const tasks = lastTold ? { tasks: lastTold } : {};
  const level = onMissing.notify ? 'notification' : 'warn';
  const of = `${run.about.title}: ${courier}`;
  if ('result' in end) {
    const { counts, missing } = end.result;
    const notes: Note[] = missing === undefined ? [] : [{ level, text: `${of} has gone on without: ${missing}` }];
    return {
      counts,
      notes,
      advance: (now) =>
        withCompleted(now, courier, { counts, ...tasks, ...(missing === undefined ? {} : { missing }) }),
    };
  }
  const { error } = end;
  if (!(error instanceof TemporalFailure)) throw error;
  const report = reportOf(error);
  const state = wasCancelled(error) ? 'cancelled' : 'failed';
  const isMissing = missingCodes.includes(report.code);
  const text = `${of} has ${state === 'failed' ? 'failed' : 'been cancelled'}: ${describeFailure(report)}`;
  const note: Note = { level: isMissing ? level : 'warn', text };
  return {
    counts: noCounts,
    notes: [note],
    advance: (now) => withCourier(now, courier, { state, error: report, ...tasks }),
  };
}

/** All couriers have come to an end. Where one has failed, the group has, and nothing that waits for it begins. */
function endOfCouriers(now: GroupRun): Outcome {
  const failed = failedCouriers(now);
  if (failed.length === 0) return { counts: noCounts, advance: withWindow };
  const causes = failed.map(({ courier, error }) => (error ? `${courier}: ${describeFailure(error)}` : courier));
  const message = `${failed.length} of ${now.couriers.length} couriers have failed: ${causes.join('; ')}`;
  return { counts: noCounts, failure: failure('couriers-failed', message), advance: (then) => then };
}

/**
 * Starts the groups that run after this one and have no schedule, for the same time. Each by a fire of its own, which waits where
 * the group works already: no completion is lost, and this run need not wait.
 */
async function startOthers({ run }: Context): Promise<Outcome> {
  const { group, firedAt: at } = run.cursor;
  const scheduledAt = isoSecond(at);
  const notes: Note[] = [];
  for (const name of group?.starts ?? []) {
    const other = groupImportName(name);
    const fire: ScheduledStart = {
      schedule: { jitterMs: 0, overlap: 'queue' },
      start: {
        workflowType: workflowTypes['courier-group'],
        workflowId: importWorkflowId(other),
        input: { import: other },
        title: name,
      },
      scheduledAt,
    };
    const workflowId = `${scheduledWorkflowId(importWorkflowId(other))}-after-${run.import.slice(6)}-${scheduledAt}`;
    try {
      await wf.startChild(scheduledWorkflowType, {
        ...{ workflowId, args: [fire], parentClosePolicy: 'ABANDON' },
        staticSummary: `${name}, after ${run.about.title}`,
      });
      notes.push({ level: 'info', text: `Started: ${other}` });
    } catch (error) {
      // A repeat of the same window: it was started already, and has not ended.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      notes.push({ level: 'info', text: `${other} is started already` });
    }
  }
  return { counts: noCounts, notes, advance: (now) => ({ ...now, next: 'done' }) };
}

function conclusion({ about, cursor, startedAt }: Run): Note[] {
  if (cursor.skipped !== undefined) return [];
  const took = `Completed in ${durationInWords(Date.now() - startedAt)}`;
  const couriers = cursor.couriers.map(({ courier, state, counts }) => {
    const rows = counts === undefined ? '' : `, ${counts.delivered} rows`;
    return `${courier}: ${state}${rows}`;
  });
  return [
    { level: 'info', text: took },
    { level: 'notification', text: `${about.title}: ${[took, ...couriers].join('. ')}` },
  ];
}
