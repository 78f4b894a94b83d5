import { CancelledFailure, TemporalFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { RunActivities } from '../activities/run-activities';
import type { BookmarkWrite } from '../contract/bookmark';
import { type Counts, isBalanced } from '../contract/counts';
import { describeFailure, type FailureReport } from '../contract/failure';
import type { RunInput, RunResult } from '../contract/run';
import { stateOptions } from './activity-options';
import { cancelled } from './cancelled';
import { type Control, takeControl } from './control';
import { asWorkflowFailure, failure, reportOf } from './failures';
import { historyIsLong } from './history-is-long';
import type { ImportDefinition, StepOutcome } from './import-definition';
import { workLanes } from './lanes';
import { refuseWrongStart } from './refuse-wrong-start';
import { judgeRejects } from './reject-limits';
import { type ContinuedRun, type RunState, startRun } from './run-state';
import { waitForDependencies } from './wait-for-dependencies';

const { openRun, lookAtDependencies, checkpoint, closeRun } = wf.proxyActivities<RunActivities>(stateOptions);

/**
 * Runs an import to its end: repeats its steps until it is complete, holds the cursor, adds up and balances the counts,
 * moves the bookmark behind acknowledged work, obeys pause and cancel, and continues as new when the history is long.
 */
export async function runImport<Cursor>(
  definition: ImportDefinition<Cursor>,
  input: RunInput,
  continued?: ContinuedRun<Cursor>,
): Promise<RunResult> {
  refuseWrongStart(input, definition.type);
  const run = startRun(input, continued);
  const control = takeControl((what, reason) => run.controlled(what, reason));
  const isLong = (): boolean => historyIsLong(wf.workflowInfo()) && !definition.isBusy?.();
  // Saving what was acknowledged must not be cancelled with the step; steps and waits are interrupted one by one.
  return wf.CancellationScope.nonCancellable(async () => {
    try {
      await open(definition, run, continued);
      await waitForDependencies({
        dependencies: run.about.dependencies,
        state: run,
        control,
        options: input.options ?? {},
        isContinued: continued !== undefined,
        look: (looked, summary) => {
          const request = { import: run.import, fingerprint: run.about.fingerprint, ...looked };
          return lookAtDependencies.executeWithOptions({ summary }, [request]);
        },
        isLong,
        saveJournal: () => saveJournal(run),
        continueAsNew: () => continueRun(definition, input, run),
      });
      run.show(definition.describe(run.cursor, run));
      await definition.tell?.(run);
      const save = savingInTurn(definition, run);
      while (definition.plan(run.cursor, run).length > 0) {
        await control.untilGoing();
        if (control.cancelReason !== undefined) throw new CancelledFailure(control.cancelReason);
        if (isLong()) await continueRun(definition, input, run);
        await workLanes({
          control,
          plan: () => definition.plan(run.cursor, run),
          stopping: isLong,
          ended: async (outcome) => {
            await take(definition, run, outcome, save);
            if (outcome?.waitMs === undefined) return;
            await control.sleep(outcome.waitMs);
            run.waited();
          },
        });
      }
      return await finish(definition, run, save);
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
  if (continued) return;
  const opened = await openRun({ import: run.import, type: definition.type });
  run.opened(opened, definition.begin(opened));
  // A rename of an import loses its bookmark, and must not reload everything without a word.
  const isUsed = !['catalog-deletion', 'courier', 'courier-group'].includes(definition.type);
  if (opened.bookmark.version === 0 && isUsed) {
    run.journal.add('info', `First use of the bookmark ${run.import}: no run of this name is known, all is imported`);
  }
}

/** Takes a step's result: counts first, then the bookmark, then what is to be done about it. */
async function take<Cursor>(
  definition: ImportDefinition<Cursor>,
  run: RunState<Cursor>,
  outcome: StepOutcome<Cursor> | undefined,
  save: Save,
): Promise<void> {
  if (outcome === undefined) {
    run.journal.add('info', 'The step ended before it reported; what it sent after its last report is sent again');
    return;
  }
  requireBalance(outcome.counts, 'a step');
  run.took(outcome);
  requireBalance(run.counts, 'the run');
  run.show(definition.describe(run.cursor, run));
  await definition.tell?.(run);
  await save('running');
  if (outcome.failure) throw asWorkflowFailure(outcome.failure);
  judgeRejects(run, false);
  if (outcome.blockedBy && run.msWithoutProgress > run.about.giveUpAfterMs) {
    const { code, message, remedy } = outcome.blockedBy;
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
type Save = (status: 'running' | 'completed') => Promise<void>;

/** One save at a time: each write of the bookmark names the version that the one before it has made. */
function savingInTurn<Cursor>(definition: ImportDefinition<Cursor>, run: RunState<Cursor>): Save {
  let last = Promise.resolve();
  return (status) => {
    last = last.then(() => saveNow(definition, run, status));
    return last;
  };
}

async function saveNow<Cursor>(
  definition: ImportDefinition<Cursor>,
  run: RunState<Cursor>,
  status: 'running' | 'completed',
): Promise<void> {
  const remembered = definition.remember(run.cursor);
  const write = remembered === undefined ? undefined : run.bookmarkWrite(remembered, status);
  await saveJournal(run, write);
}

/** Moves the journal to storage, and the bookmark where there is a write of it. */
async function saveJournal<Cursor>(run: RunState<Cursor>, write?: BookmarkWrite): Promise<void> {
  const entries = run.journal.unsaved();
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

async function continueRun<Cursor>(
  definition: ImportDefinition<Cursor>,
  input: RunInput,
  run: RunState<Cursor>,
): Promise<void> {
  await wf.condition(wf.allHandlersFinished);
  const { memo } = wf.workflowInfo();
  const continueAsNew = wf.makeContinueAsNewFunc<
    (input: RunInput, continued: ContinuedRun<Cursor>) => Promise<RunResult>
  >(memo === undefined ? {} : { memo });
  const cursor = definition.carried?.(run.cursor) ?? run.cursor;
  await continueAsNew(input, { ...run.continued(), cursor });
}

async function finish<Cursor>(
  definition: ImportDefinition<Cursor>,
  run: RunState<Cursor>,
  save: Save,
): Promise<RunResult> {
  if (run.counts.pending !== 0) {
    throw asWorkflowFailure(failure('counts-imbalance', `${run.counts.pending} records are still pending at the end`));
  }
  judgeRejects(run, true);
  run.journal.addAll(definition.conclude(run));
  await save('completed');
  await close(run, definition.closesAs?.(run.cursor) ?? 'COMPLETED');
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
    if (run.isOpen) run.journal.addAll(definition.leaves?.(run.cursor) ?? []);
    await close(run, 'CANCELLED');
    return cancelled(control, reason);
  }
  const report = reportOf(error);
  const doing = run.dependencyWait
    ? `wait for ${run.dependencyWait.names}`
    : run.isOpen
      ? definition.describe(run.cursor, run).doing
      : 'start';
  run.journal.add('notification', `${run.about.title}: Failed to ${doing}. Reason: ${describeFailure(report)}`);
  if (run.isOpen) run.journal.addAll(definition.leaves?.(run.cursor) ?? []);
  await close(run, 'FAILED', report);
  return asWorkflowFailure(report);
}

async function close<Cursor>(
  run: RunState<Cursor>,
  status: 'COMPLETED' | 'SKIPPED' | 'FAILED' | 'CANCELLED',
  error?: FailureReport,
): Promise<void> {
  run.closed(status, error);
  // Without configuration there is no storage to write to; the journal then stands in the history alone.
  if (!run.isOpen) return;
  await closeRun({ record: run.record(), journal: run.journal.unsaved() });
}
