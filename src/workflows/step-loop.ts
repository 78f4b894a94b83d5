import { CancelledFailure, TemporalFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { OpenedRun, RunActivities } from '../activities/run-activities';
import type { JsonValue } from '../contract/bookmark';
import { type Counts, isBalanced } from '../contract/counts';
import { describeFailure, type FailureReport } from '../contract/failure';
import type { ImportType } from '../contract/names';
import type { FileCounts, RunInput, RunResult } from '../contract/run';
import type { StepResult } from '../contract/step';
import { stateOptions } from './activity-options';
import { type Control, takeControl } from './control';
import { asWorkflowFailure, failure, reportOf } from './failures';
import { historyIsLong } from './history-is-long';
import { refuseWrongStart } from './refuse-wrong-start';
import { type ContinuedRun, type RunState, startRun } from './run-state';

const { openRun, checkpoint, closeRun, requestCancel } = wf.proxyActivities<RunActivities>(stateOptions);

/** What an import is made of: its cursor, and one step from it. The loop around it is the same for all. */
export interface ImportDefinition<Cursor> {
  readonly type: ImportType;
  /** The cursor that a run begins with. Throws an ApplicationFailure where the bookmark cannot be used. */
  begin(opened: OpenedRun): Cursor;
  step(cursor: Cursor, run: RunState<Cursor>): Promise<StepResult<Cursor>>;
  /** What the bookmark remembers of a cursor. */
  remember(cursor: Cursor): JsonValue;
  /** For people: the phase in a few words, and what is failing if it fails now ("import a.json"). */
  describe(cursor: Cursor): { readonly phase: string; readonly doing: string; readonly files?: FileCounts };
}

/**
 * Runs an import to its end: repeats its step until it is complete, holds the cursor, adds up and balances the counts,
 * moves the bookmark behind acknowledged work, obeys pause and cancel, and continues as new when the history is long.
 */
export async function runImport<Cursor>(
  definition: ImportDefinition<Cursor>,
  input: RunInput,
  continued?: ContinuedRun<Cursor>,
): Promise<RunResult> {
  refuseWrongStart(input);
  const run = startRun(input, continued);
  const control = takeControl((what, reason) => run.controlled(what, reason));
  // Saving what was acknowledged must not be cancelled with the step; steps and waits are interrupted one by one.
  return wf.CancellationScope.nonCancellable(async () => {
    try {
      await open(definition, run, continued);
      while (!run.complete) {
        await control.untilGoing();
        if (control.cancelReason !== undefined) throw new CancelledFailure(control.cancelReason);
        if (historyIsLong(wf.workflowInfo())) await continueRun(input, run);
        const { cursor } = run;
        const result = await control.interruptible(() => definition.step(cursor, run));
        if (result === undefined) {
          run.journal.add(
            'info',
            'The step ended before it reported; what it sent after its last report is sent again',
          );
          continue;
        }
        await take(definition, run, result);
        if (result.waitMs !== undefined) await control.sleep(result.waitMs);
        run.waited();
      }
      return await finish(definition, run);
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      throw await fail(definition, run, error, control);
    }
  });
}

async function open<Cursor>(
  definition: ImportDefinition<Cursor>,
  run: RunState<Cursor>,
  continued: ContinuedRun<Cursor> | undefined,
): Promise<void> {
  if (continued) {
    run.show(definition.describe(run.cursor));
    return;
  }
  const opened = await openRun({ import: run.import, type: definition.type });
  run.opened(opened, definition.begin(opened));
  run.show(definition.describe(run.cursor));
}

/** Takes a step's result: counts first, then the bookmark, then what is to be done about it. */
async function take<Cursor>(
  definition: ImportDefinition<Cursor>,
  run: RunState<Cursor>,
  result: StepResult<Cursor>,
): Promise<void> {
  requireBalance(result.counts, 'a step');
  run.took(result);
  requireBalance(run.counts, 'the run');
  run.show(definition.describe(run.cursor));
  await save(definition, run, 'running');
  if (result.failure) throw asWorkflowFailure(result.failure);
  if (result.blockedBy && run.msWithoutProgress > run.about.giveUpAfterMs) {
    const { code, message, remedy } = result.blockedBy;
    const hours = Math.round(run.about.giveUpAfterMs / 36_000) / 100;
    throw asWorkflowFailure(
      failure('gave-up', `Nothing was delivered for ${hours} h; the last cause was ${code}: ${message}`, remedy),
    );
  }
}

function requireBalance(counts: Counts, whose: string): void {
  if (isBalanced(counts)) return;
  throw asWorkflowFailure(
    failure('counts-imbalance', `The counts of ${whose} do not balance: ${JSON.stringify(counts)}`),
  );
}

/** Moves the bookmark to the cursor and the journal to storage. */
async function save<Cursor>(
  definition: ImportDefinition<Cursor>,
  run: RunState<Cursor>,
  status: 'running' | 'completed',
): Promise<void> {
  const entries = run.journal.unsaved();
  const write = run.bookmarkWrite(definition.remember(run.cursor), status);
  if (!write && entries.length === 0) return;
  const saved = await checkpoint({
    import: run.import,
    runId: run.runId,
    journal: entries,
    ...(write ? { write } : {}),
  });
  run.journal.saved(entries);
  if (write && saved.bookmarkVersion !== undefined) run.bookmarked(write, saved.bookmarkVersion);
}

async function continueRun<Cursor>(input: RunInput, run: RunState<Cursor>): Promise<void> {
  await wf.condition(wf.allHandlersFinished);
  const { memo } = wf.workflowInfo();
  const continueAsNew = wf.makeContinueAsNewFunc<
    (input: RunInput, continued: ContinuedRun<Cursor>) => Promise<RunResult>
  >(memo === undefined ? {} : { memo });
  await continueAsNew(input, run.continued());
}

async function finish<Cursor>(definition: ImportDefinition<Cursor>, run: RunState<Cursor>): Promise<RunResult> {
  if (run.counts.pending !== 0) {
    throw asWorkflowFailure(failure('counts-imbalance', `${run.counts.pending} records are still pending at the end`));
  }
  const { counts, about } = run;
  if (run.result().files?.found === 0) {
    run.journal.add('info', 'Complete: nothing new');
  } else {
    run.journal.add('info', `Complete: imported ${counts.delivered} ${about.records}`);
    run.journal.add('notification', `${about.title}: Imported data. Imported ${counts.delivered} ${about.records}`);
  }
  await save(definition, run, 'completed');
  await close(run, 'COMPLETED');
  return run.result();
}

/** Closes the run as failed or cancelled, and answers what the workflow is to throw. */
async function fail<Cursor>(
  definition: ImportDefinition<Cursor>,
  run: RunState<Cursor>,
  error: TemporalFailure,
  control: Control,
): Promise<TemporalFailure> {
  if (wf.isCancellation(error)) {
    const reason = error instanceof CancelledFailure ? error.message : 'cancelled';
    run.journal.add('warn', `Cancelled: ${reason}. What was acknowledged is kept; the next run goes on from there`);
    await close(run, 'CANCELLED');
    // After a signal Temporal knows nothing of the cancel yet, and would close the run as failed.
    if (!control.cancelledByTemporal) {
      await requestCancel({ workflowId: wf.workflowInfo().workflowId, runId: wf.workflowInfo().runId });
      await wf.condition(() => control.cancelledByTemporal);
    }
    return new CancelledFailure(reason);
  }
  const report = reportOf(error);
  const doing = run.isOpen ? definition.describe(run.cursor).doing : 'start';
  run.journal.add('notification', `${run.about.title}: Failed to ${doing}. Reason: ${describeFailure(report)}`);
  await close(run, 'FAILED', report);
  return asWorkflowFailure(report);
}

async function close<Cursor>(
  run: RunState<Cursor>,
  status: 'COMPLETED' | 'FAILED' | 'CANCELLED',
  error?: FailureReport,
): Promise<void> {
  run.closed(status, error);
  // Without configuration there is no storage to write to; the journal then stands in the history alone.
  if (!run.isOpen) return;
  await closeRun({ record: run.record(), journal: run.journal.unsaved() });
}
