import type { FailureReport } from '../failure';
import type { RunStatus } from '../run';

export const taskStates = ['scheduled', 'waiting', 'running', 'succeeded', 'skipped', 'failed', 'cancelled'] as const;
/** How far a task of a courier's run is. `waiting` is for files that are not there yet. */
export type TaskState = (typeof taskStates)[number];

/** A part of a courier's run: `find`, `compare`, `land`, and `load Shop:Orders` for each feed. */
export interface RunTask {
  readonly name: string;
  readonly state: TaskState;
}

/** The tasks of a run that has ended: what was worked on has failed, or was cancelled with what was still to come. */
export function endedTasks(tasks: readonly RunTask[], status: RunStatus): readonly RunTask[] {
  if (status === 'COMPLETED') return tasks;
  return tasks.map(({ name, state }) => {
    if (state === 'scheduled') return { name, state: 'cancelled' };
    if (state === 'running' || state === 'waiting')
      return { name, state: status === 'FAILED' ? 'failed' : 'cancelled' };
    return { name, state };
  });
}

export const resolveActions = ['retry', 'skip', 'ignore-missing'] as const;
/** What is to become of a task that has failed: again, without it, or without the files that are missing. */
export type ResolveAction = (typeof resolveActions)[number];

/** Argument of the signal `resolve`. */
export interface ResolveRequest {
  readonly action: ResolveAction;
}

export function isResolveAction(text: unknown): text is ResolveAction {
  return resolveActions.some((action) => action === text);
}

/** Codes of failures that say that files are not there. */
export const missingCodes: readonly string[] = [
  'required-file-missing',
  'files-not-ready',
] satisfies FailureReport['code'][];

/** What can be done about a task that has failed with a code. */
export function resolutionsOf(task: string, code: string): readonly ResolveAction[] {
  // Without what was compared nobody knows what is to be loaded.
  if (task === 'compare') return ['retry'];
  return missingCodes.includes(code) ? ['retry', 'skip', 'ignore-missing'] : ['retry', 'skip'];
}
