import { CancelledFailure } from '@temporalio/common';
import type { Looked } from '../activities/look-at-dependencies';
import {
  type Dependencies,
  type Dependency,
  type DependencyState,
  dependencyName,
  isBookmarkDependency,
} from '../contract/dependency';
import type { RunOptions } from '../contract/run-options';
import type { Control } from './control';
import { asWorkflowFailure, failure } from './failures';
import type { Journal } from './journal';
import { type UnmetDependency, unmetDependencies } from './unmet-dependencies';

/**
 * A look has 11 events. At a tenth of the time waited, so that nobody waits more than a tenth too long, and at most 5
 * minutes, six hours are about 110 looks and a day about 330.
 */
const longestMsBetweenLooks = 5 * 60_000;

export interface DependencyWait {
  /** Epoch ms. */
  readonly since: number;
  /** Names of those that are waited for: "customers and orders". */
  readonly names: string;
}

/** What a run, or a batch job, knows of its wait and shows of it. */
export interface WaitState {
  readonly journal: Journal;
  /** From when on `within` counts back, epoch ms. */
  readonly startedAt: number;
  /** The wait that it is in. */
  readonly dependencyWait: DependencyWait | undefined;
  /** Begins the wait, or goes on with that of the execution before. */
  awaitDependencies(): DependencyWait;
  /** Shows what is waited for: "customers" for, and why, until the next look. */
  waitingFor(names: string, message: string, until: number): void;
  /** A pause or a cancel has ended the wait of now. */
  waited(): void;
  dependenciesMet(): void;
  /** Takes the versions of the states of other jobs that it works with. */
  statesFound(versions: Readonly<Record<string, number>>): void;
}

export interface WaitingRun {
  readonly dependencies: Dependencies | undefined;
  readonly state: WaitState;
  readonly control: Control;
  readonly options: Pick<RunOptions, 'noWaitForDependencies' | 'replay'>;
  /** True where an execution of this run has been before. */
  readonly isContinued: boolean;
  /** Asks an activity how all of it is now. */
  readonly look: (looked: Looked, summary: string) => Promise<readonly DependencyState[]>;
  /** True when it is to continue as new. */
  readonly isLong: () => boolean;
  readonly saveJournal: () => Promise<void>;
  readonly continueAsNew: () => Promise<void>;
}

/**
 * Lets a run, or a batch job, wait until the imports and batch jobs that it depends on do not run and have completed, and the
 * jobs have whose states it depends on. From then on it works with those states in the versions that were found. Does
 * nothing, and leaves no trace in the history, where it depends on none. Throws `dependency-timed-out`, and a
 * CancelledFailure for a cancel.
 */
export async function waitForDependencies(waiting: WaitingRun): Promise<void> {
  const { dependencies, state, isContinued, options, saveJournal } = waiting;
  // One that has been through the wait goes on without.
  if (!dependencies || (isContinued && !state.dependencyWait)) return;
  const all = allOf(dependencies);
  // A dry run sends nothing, so nothing can be missing for it.
  const isDry = options.replay?.dryRun === true;
  if (options.noWaitForDependencies && !isDry) {
    const names = listed(all.map(dependencyName));
    state.journal.add('warn', `Begun without waiting for ${names}, as --no-wait-for-dependencies has it`);
    await saveJournal();
  }
  if (options.noWaitForDependencies || isDry) {
    // Nothing is waited for, but the run works with the states that there are.
    if (!dependencies.bookmarks) return;
    let found: readonly DependencyState[] | undefined;
    while (!found) {
      await going(waiting);
      found = await look(waiting, { imports: [], bookmarks: dependencies.bookmarks, lookMs: dependencies.lookMs });
    }
    return state.statesFound(versionsIn(found));
  }
  const { states, warnings } = await untilMet(waiting, dependencies);
  state.dependenciesMet();
  if (dependencies.bookmarks) state.statesFound(versionsIn(states, warnings));
  for (const { dependency, reason } of warnings) {
    const name = dependencyName(dependency);
    state.journal.add('warn', `${name} ${reason}; the run begins without it, for it is not required`);
  }
  await saveJournal();
}

function allOf({ imports, batchJobs = [], bookmarks = [] }: Dependencies): readonly Dependency[] {
  return [...imports, ...batchJobs, ...bookmarks];
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
async function going({ control }: WaitingRun): Promise<void> {
  await control.untilGoing();
  if (control.cancelReason !== undefined) throw new CancelledFailure(control.cancelReason);
}

/** How all of it is now; undefined where the run was paused or cancelled meanwhile. */
function look(
  { control, look: ask }: WaitingRun,
  dependencies: Dependencies,
): Promise<readonly DependencyState[] | undefined> {
  const { imports, batchJobs, bookmarks } = dependencies;
  const summary = `Looking at ${listed(allOf(dependencies).map(dependencyName))}`.slice(0, 180);
  const looked: Looked = {
    imports: imports.map((one) => one.import),
    ...(batchJobs ? { batchJobs: batchJobs.map((one) => one.batchJob) } : {}),
    ...(bookmarks ? { bookmarks: bookmarks.map((one) => one.bookmark) } : {}),
  };
  return control.interruptible(() => ask(looked, summary));
}

/** Answers what was found at the last look, and what is lacking and not required. */
async function untilMet(
  waiting: WaitingRun,
  dependencies: Dependencies,
): Promise<{ readonly states: readonly DependencyState[]; readonly warnings: readonly UnmetDependency[] }> {
  const { state, control, isLong, saveJournal, continueAsNew } = waiting;
  const { lookMs } = dependencies;
  const { since } = state.awaitDependencies();
  let told = '';
  for (;;) {
    await going(waiting);
    if (isLong()) {
      await saveJournal();
      await continueAsNew();
    }
    const states = await look(waiting, dependencies);
    if (!states) continue;
    const { waits, warnings } = unmetDependencies(allOf(dependencies), states, state.startedAt);
    if (waits.length === 0) {
      const what = dependencies.bookmarks || dependencies.batchJobs ? 'what it depends on' : 'other imports';
      if (told !== '') state.journal.add('info', `Waited ${inWords(Date.now() - since)} for ${what}`);
      return { states, warnings };
    }
    const waited = Date.now() - since;
    requireTime(waits, waited);
    const left = Math.min(...waits.map(({ dependency }) => dependency.timeoutMs - waited));
    const pause = Math.min(left, Math.max(lookMs, Math.min(waited / 10, longestMsBetweenLooks)));
    const message = waits.map(({ dependency, reason }) => `${dependencyName(dependency)} ${reason}`).join('; ');
    state.waitingFor(listed(waits.map(({ dependency }) => dependencyName(dependency))), message, Date.now() + pause);
    if (message !== told) {
      state.journal.add('info', `Waiting: ${message}`);
      told = message;
      await saveJournal();
    }
    await control.sleep(Math.ceil(pause));
    if (control.interrupted) state.waited();
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

/** What is no import has no runs to look at. Undefined: the remedy of the catalogue. */
function remedyFor(dependency: Dependency): string | undefined {
  if ('batchJob' in dependency) {
    const { batchJob } = dependency;
    return `See how it is, \`longshore batch progress ${batchJob}\`, and start it, \`longshore batch start --job ${batchJob}\`; then start this one again.`;
  }
  if (!isBookmarkDependency(dependency)) return undefined;
  const { domain, dataset, bookmark, place } = dependency;
  const where = place === undefined ? '' : ` --place ${place}`;
  return `See what it has stored: \`longshore bookmarks history ${domain}/${dataset}/${bookmark}${where}\`; start this one again when it has completed.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function inWords(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 360_000) / 10} h`;
}
