import { type ResolveAction, resolutionsOf } from '../contract/couriers/run-task';
import { LongshoreError } from '../contract/failure';
import { resolveSignal } from '../contract/run-definitions';
import type { RunOptions } from '../contract/run-options';
import { findOpenRun, readProgress } from './find-runs';
import type { RunView } from './run-view';
import type { Session } from './session';
import { startRun } from './start-run';

/** What was done about a task that has failed: its run was told, or another run goes on where it has ended. */
export interface ResolvedRun {
  readonly task: string;
  readonly run: RunView;
  readonly started: boolean;
}

/**
 * Says what becomes of the task that a courier's run has failed at. A run that waits for that is told; for one that has
 * ended another is started for the same window, in which nothing is loaded twice.
 *
 * Throws `usage-invalid` where no task has failed, or where this cannot be done about it, and `run-not-found`.
 */
export async function resolveRun(session: Session, reference: string, action: ResolveAction): Promise<ResolvedRun> {
  const run = await findOpenRun(session, reference);
  if (run.closedAt === undefined) {
    const { workflowId } = run;
    const progress = await readProgress(session, { workflowId });
    const task = requireTask(run, progress?.tasks, action, progress?.waiting);
    await session.client.workflow.getHandle(workflowId).signal(resolveSignal, { action });
    return { task, run, started: false };
  }
  const task = requireTask(run, run.tasks, action, run.error);
  const options = { ...run.options, ...optionsOf(action, task, run.options) };
  return { task, run: await startRun(session, run.import, options), started: true };
}

function optionsOf(action: ResolveAction, task: string, { skipTasks = [] }: RunOptions = {}): RunOptions {
  if (action === 'ignore-missing') return { skipMissing: true };
  return action === 'skip' ? { skipTasks: [...new Set([...skipTasks, task])] } : {};
}

function requireTask(
  run: RunView,
  tasks: RunView['tasks'],
  action: ResolveAction,
  failure: { readonly code: string } | undefined,
): string {
  const task = tasks?.find(({ state }) => state === 'failed')?.name;
  if (task === undefined || failure === undefined) {
    throw new LongshoreError('usage-invalid', `No task of ${run.import} has failed in the run ${run.runId}`, {
      remedy: `Look at it with \`longshore show ${run.import}\`.`,
    });
  }
  const possible = resolutionsOf(task, failure.code);
  if (possible.includes(action)) return task;
  throw new LongshoreError(
    'usage-invalid',
    `\`${action}\` is nothing for the task \`${task}\`, which failed with ${failure.code}`,
    {
      remedy: `What can be done about it: ${possible.join(', ')}.`,
    },
  );
}
