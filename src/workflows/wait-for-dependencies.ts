import { CancelledFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { RunActivities } from '../activities/run-activities';
import type { Dependencies } from '../contract/dependency';
import type { RunOptions } from '../contract/run-options';
import { stateOptions } from './activity-options';
import type { Control } from './control';
import { asWorkflowFailure, failure } from './failures';
import { historyIsLong } from './history-is-long';
import type { RunState } from './run-state';
import { type UnmetDependency, unmetDependencies } from './unmet-dependencies';

const { lookAtDependencies } = wf.proxyActivities<RunActivities>(stateOptions);

/**
 * A look has 11 events. At a tenth of the time waited, so that nobody waits more than a tenth too long, and at most 5
 * minutes, six hours are about 110 looks and a day about 330.
 */
const longestMsBetweenLooks = 5 * 60_000;

export interface WaitingRun<Cursor> {
  readonly run: RunState<Cursor>;
  readonly control: Control;
  readonly options: RunOptions;
  /** True where an execution of this run has been before. */
  readonly isContinued: boolean;
  readonly saveJournal: () => Promise<void>;
  readonly continueAsNew: () => Promise<void>;
}

/**
 * Lets a run wait until the imports that it depends on do not run and have completed. Does nothing, and leaves no trace
 * in the history, where it depends on none. Throws `dependency-timed-out`, and a CancelledFailure for a cancel.
 */
export async function waitForDependencies<Cursor>(waiting: WaitingRun<Cursor>): Promise<void> {
  const { run, isContinued, options, saveJournal } = waiting;
  const { dependencies } = run.about;
  // One that has been through the wait goes on without.
  if (!dependencies || (isContinued && !run.dependencyWait)) return;
  // A dry run sends nothing, so nothing can be missing for it.
  if (options.replay?.dryRun) return;
  if (options.noWaitForDependencies) {
    const names = listed(dependencies.imports.map((one) => one.import));
    run.journal.add('warn', `Begun without waiting for ${names}, as --no-wait-for-dependencies has it`);
    return saveJournal();
  }
  const warnings = await untilMet(waiting, dependencies);
  run.dependenciesMet();
  for (const { dependency, reason } of warnings) {
    run.journal.add('warn', `${dependency.import} ${reason}; the run begins without it, for it is not required`);
  }
  await saveJournal();
}

/** Answers what is lacking and not required. */
async function untilMet<Cursor>(
  { run, control, saveJournal, continueAsNew }: WaitingRun<Cursor>,
  { imports, lookMs }: Dependencies,
): Promise<readonly UnmetDependency[]> {
  const { since } = run.awaitDependencies();
  let told = '';
  for (;;) {
    await control.untilGoing();
    if (control.cancelReason !== undefined) throw new CancelledFailure(control.cancelReason);
    if (historyIsLong(wf.workflowInfo())) {
      await saveJournal();
      await continueAsNew();
    }
    const names = imports.map((one) => one.import);
    const states = await control.interruptible(() =>
      lookAtDependencies.executeWithOptions({ summary: `Looking at ${listed(names)}`.slice(0, 180) }, [
        { import: run.import, fingerprint: run.about.fingerprint, imports: names },
      ]),
    );
    if (!states) continue;
    const { waits, warnings } = unmetDependencies(imports, states, run.startedAt);
    if (waits.length === 0) {
      if (told !== '') run.journal.add('info', `Waited ${inWords(Date.now() - since)} for other imports`);
      return warnings;
    }
    const waited = Date.now() - since;
    requireTime(waits, waited);
    const left = Math.min(...waits.map(({ dependency }) => dependency.timeoutMs - waited));
    const pause = Math.min(left, Math.max(lookMs, Math.min(waited / 10, longestMsBetweenLooks)));
    const message = waits.map(({ dependency, reason }) => `${dependency.import} ${reason}`).join('; ');
    run.waitingFor(listed(waits.map(({ dependency }) => dependency.import)), message, Date.now() + pause);
    if (message !== told) {
      run.journal.add('info', `Waiting: ${message}`);
      told = message;
      await saveJournal();
    }
    await control.sleep(Math.ceil(pause));
    if (control.interrupted) run.waited();
  }
}

function requireTime(waits: readonly UnmetDependency[], waited: number): void {
  const late = waits.find(({ dependency }) => waited >= dependency.timeoutMs);
  if (!late) return;
  const { dependency, reason } = late;
  throw asWorkflowFailure(
    failure('dependency-timed-out', `Waited ${inWords(waited)} for ${dependency.import}, which ${reason}`),
  );
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function inWords(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 360_000) / 10} h`;
}
