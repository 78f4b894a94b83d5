import { StateData, type StateElements } from '../bookmarks';
import { type BookmarkDependency, isBookmarkDependency } from '../contract/dependency';
import { frozen } from '../contract/frozen';
import type { Dependent } from './look-at-dependencies';
import { openJob } from './open-bookmarks';

/** The version of each state that a run or a batch job has found when it began, by the name of its job; of what it begins without, none. */
export type StateVersions = Readonly<Record<string, number>>;

/** The states of other jobs by name: their elements, frozen. */
export type JobStates = Readonly<Record<string, StateElements>>;

/**
 * Reads the states that a run or a batch job has found when it began, in those versions: all steps, and all passes, see the
 * same, whatever the jobs have completed since.
 *
 * Throws `bookmark-version-gone` where a job has completed anew and stored 50 versions more since the run began, and
 * `bookmark-unreadable` where a state is no object of elements.
 */
export async function statesOf(dependent: Dependent, versions: StateVersions = {}): Promise<JobStates> {
  const wanted = dependent.dependsOn.filter(isBookmarkDependency);
  const states = await Promise.all(wanted.map((job) => stateOf(dependent, job, versions[job.bookmark])));
  return frozen(Object.fromEntries(states.flat()));
}

async function stateOf(
  dependent: Dependent,
  job: BookmarkDependency,
  version: number | undefined,
): Promise<[string, StateElements][]> {
  if (version === undefined) return [];
  const { place, address } = await openJob(dependent, job);
  const state = new StateData(job.bookmark, await place.readVersion(address, version));
  return [[job.bookmark, state.elements()]];
}
