import { CancelledFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { RunActivities } from '../activities/run-activities';
import {
  type Dependencies,
  type Dependency,
  type DependencyState,
  dependencyName,
  isBookmarkDependency,
} from '../contract/dependency';
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
 * Lets a run wait until the imports that it depends on do not run and have completed, and the jobs have whose states it
 * depends on. From then on it works with those states in the versions that were found. Does nothing, and leaves no trace in
 * the history, where it depends on none. Throws `dependency-timed-out`, and a CancelledFailure for a cancel.
 */
export async function waitForDependencies<Cursor>(waiting: WaitingRun<Cursor>): Promise<void> {
  const { run, isContinued, options, saveJournal } = waiting;
  const { dependencies } = run.about;
  // One that has been through the wait goes on without.
  if (!dependencies || (isContinued && !run.dependencyWait)) return;
  const all = allOf(dependencies);
  // A dry run sends nothing, so nothing can be missing for it.
  const isDry = options.replay?.dryRun === true;
  if (options.noWaitForDependencies && !isDry) {
    const names = listed(all.map(dependencyName));
    run.journal.add('warn', `Begun without waiting for ${names}, as --no-wait-for-dependencies has it`);
    await saveJournal();
  }
  if (options.noWaitForDependencies || isDry) {
    // Nothing is waited for, but the run works with the states that there are.
    if (!dependencies.bookmarks) return;
    let found: readonly DependencyState[] | undefined;
    while (!found) {
      await going(waiting);
      found = await look(waiting, { ...dependencies, imports: [] });
    }
    return run.statesFound(versionsIn(found));
  }
  const { states, warnings } = await untilMet(waiting, dependencies);
  run.dependenciesMet();
  if (dependencies.bookmarks) run.statesFound(versionsIn(states, warnings));
  for (const { dependency, reason } of warnings) {
    const name = dependencyName(dependency);
    run.journal.add('warn', `${name} ${reason}; the run begins without it, for it is not required`);
  }
  await saveJournal();
}

function allOf({ imports, bookmarks = [] }: Dependencies): readonly Dependency[] {
  return [...imports, ...bookmarks];
}

/** The versions of the states of jobs, without those that the run begins without. */
function versionsIn(
  states: readonly DependencyState[],
  without: readonly UnmetDependency[] = [],
): Readonly<Record<string, number>> {
  const versions: Record<string, number> = {};
  for (const state of states) {
    if (!('bookmark' in state) || state.version === undefined) continue;
    const isLeftOut = without.some(
      ({ dependency }) => 'bookmark' in dependency && dependency.bookmark === state.bookmark,
    );
    if (!isLeftOut) versions[state.bookmark] = state.version;
  }
  return versions;
}

/** Waits for the end of a pause. Throws a CancelledFailure for a cancel. */
async function going<Cursor>({ control }: WaitingRun<Cursor>): Promise<void> {
  await control.untilGoing();
  if (control.cancelReason !== undefined) throw new CancelledFailure(control.cancelReason);
}

/** How all of it is now; undefined where the run was paused or cancelled meanwhile. */
function look<Cursor>(
  { run, control }: WaitingRun<Cursor>,
  dependencies: Dependencies,
): Promise<readonly DependencyState[] | undefined> {
  const { imports, bookmarks } = dependencies;
  const summary = `Looking at ${listed(allOf(dependencies).map(dependencyName))}`.slice(0, 180);
  return control.interruptible(() =>
    lookAtDependencies.executeWithOptions({ summary }, [
      {
        import: run.import,
        fingerprint: run.about.fingerprint,
        imports: imports.map((one) => one.import),
        ...(bookmarks ? { bookmarks: bookmarks.map((one) => one.bookmark) } : {}),
      },
    ]),
  );
}

/** Answers what was found at the last look, and what is lacking and not required. */
async function untilMet<Cursor>(
  waiting: WaitingRun<Cursor>,
  dependencies: Dependencies,
): Promise<{ readonly states: readonly DependencyState[]; readonly warnings: readonly UnmetDependency[] }> {
  const { run, control, saveJournal, continueAsNew } = waiting;
  const { lookMs } = dependencies;
  const { since } = run.awaitDependencies();
  let told = '';
  for (;;) {
    await going(waiting);
    if (historyIsLong(wf.workflowInfo())) {
      await saveJournal();
      await continueAsNew();
    }
    const states = await look(waiting, dependencies);
    if (!states) continue;
    const { waits, warnings } = unmetDependencies(allOf(dependencies), states, run.startedAt);
    if (waits.length === 0) {
      const what = dependencies.bookmarks ? 'what it depends on' : 'other imports';
      if (told !== '') run.journal.add('info', `Waited ${inWords(Date.now() - since)} for ${what}`);
      return { states, warnings };
    }
    const waited = Date.now() - since;
    requireTime(waits, waited);
    const left = Math.min(...waits.map(({ dependency }) => dependency.timeoutMs - waited));
    const pause = Math.min(left, Math.max(lookMs, Math.min(waited / 10, longestMsBetweenLooks)));
    const message = waits.map(({ dependency, reason }) => `${dependencyName(dependency)} ${reason}`).join('; ');
    run.waitingFor(listed(waits.map(({ dependency }) => dependencyName(dependency))), message, Date.now() + pause);
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
    failure(
      'dependency-timed-out',
      `Waited ${inWords(waited)} for ${dependencyName(dependency)}, which ${reason}`,
      remedyFor(dependency),
    ),
  );
}

/** A job that Longshore does not run has no runs to look at. Undefined: the remedy of the catalogue. */
function remedyFor(dependency: Dependency): string | undefined {
  if (!isBookmarkDependency(dependency)) return undefined;
  const { domain, dataset, bookmark, place } = dependency;
  const where = place === undefined ? '' : ` --place ${place}`;
  return `See what it has stored: \`longshore bookmarks history ${domain}/${dataset}/${bookmark}${where}\`; start the import again when it has completed.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function inWords(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 360_000) / 10} h`;
}
