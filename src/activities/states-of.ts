import { StateData, type StateElements } from '../bookmarks';
import { type BookmarkDependency, isBookmarkDependency } from '../contract/dependency';
import { frozen } from '../contract/frozen';
import { openJob } from './open-bookmarks';
import type { ResolvedImport } from './resolve-import';

/** The version of each state that a run has found when it began, by the name of its job; of what it begins without, none. */
export type StateVersions = Readonly<Record<string, number>>;

/** The states of other jobs by name: their elements, frozen. */
export type JobStates = Readonly<Record<string, StateElements>>;

/**
 * Reads the states that a run has found when it began, in those versions: all steps see the same, whatever the jobs have
 * completed since.
 *
 * Throws `bookmark-version-gone` where a job has completed anew and stored 50 versions more since the run began, and
 * `bookmark-unreadable` where a state is no object of elements.
 */
export async function statesOf(resolved: ResolvedImport, versions: StateVersions = {}): Promise<JobStates> {
  const wanted = resolved.settings.dependsOn.filter(isBookmarkDependency);
  const states = await Promise.all(wanted.map((job) => stateOf(resolved, job, versions[job.bookmark])));
  return frozen(Object.fromEntries(states.flat()));
}

async function stateOf(
  resolved: ResolvedImport,
  job: BookmarkDependency,
  version: number | undefined,
): Promise<[string, StateElements][]> {
  if (version === undefined) return [];
  const { place, address } = await openJob(resolved, job);
  const state = new StateData(job.bookmark, await place.readVersion(address, version));
  return [[job.bookmark, state.elements()]];
}
