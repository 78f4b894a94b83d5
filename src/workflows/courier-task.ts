import { TemporalFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import { noCounts } from '../contract/counts';
import { type ResolveAction, resolutionsOf } from '../contract/couriers/run-task';
import { describeFailure, type FailureReport } from '../contract/failure';
import { isoSecond } from '../contract/iso-second';
import { type CourierContext, type CourierOutcome, requireOpened } from './courier-context';
import { type CourierRun, type HeldTask, taskOf, withEnd, withResolution } from './courier-progress';
import { stageOf } from './courier-stages';
import { doingOf } from './courier-view';
import { reportOf } from './failures';

const nothingDone = { counts: noCounts, advance: (now: CourierRun) => now };

/** Works at the task that is next. Where it fails, the run ends with that, or is held until somebody says what to do. */
export async function workAtTask(context: CourierContext): Promise<CourierOutcome> {
  const { run, scope } = context;
  const task = taskOf(run.cursor, scope);
  let outcome: CourierOutcome;
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

function failed(
  { run, options, scope, resolutions }: CourierContext,
  task: string,
  report: FailureReport,
  so: CourierOutcome,
): CourierOutcome {
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
  const text = `${run.about.title}: Failed to ${doing}. Reason: ${describeFailure(report)}. Until ${isoSecond(until)} the run waits for \`${command}\``;
  return {
    ...so,
    notes: [...notes, { level: 'notification', text }],
    advance: (now) => ({ ...withEnd(so.advance(now), task, 'failed'), held }),
  };
}

/** Waits until somebody says what is to be done about the task that has failed, as long as the courier says. */
export async function holdTask({ run, resolutions, scope }: CourierContext): Promise<CourierOutcome> {
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
