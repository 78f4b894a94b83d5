import { ChildWorkflowFailure, TemporalFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import { importWorkflowId, workflowTypes } from '../contract/names';
import type { RunInput, RunResult, RunStatus } from '../contract/run';
import { cancelSignal, pauseSignal, resumeSignal } from '../contract/run-definitions';

/** What a courier's run came to. */
export type ChildEnd = { readonly result: RunResult } | { readonly error: unknown };

/** The runs of couriers that a group has started. */
export interface GroupChildren {
  /** True while one works: a new execution of the group would not hear of its end. */
  readonly working: boolean;
  /**
   * Starts the run of a courier, or goes on with it where it was paused, and waits for its end. A pause or a cancel of the
   * group goes on to it: then a paused one is left as it is, and undefined is answered, and the end of a cancelled one is waited for.
   */
  run(input: RunInput, title: string, statusOf: () => RunStatus): Promise<ChildEnd | 'busy' | undefined>;
}

interface Child {
  readonly handle: wf.ChildWorkflowHandle<wf.Workflow>;
  isPaused: boolean;
  end?: ChildEnd;
}

export function groupChildren(): GroupChildren {
  const children = new Map<string, Child>();

  const start = async (input: RunInput, title: string): Promise<Child | undefined> => {
    try {
      const handle = await wf.startChild(workflowTypes.courier, {
        workflowId: importWorkflowId(input.import),
        args: [input],
        // What works is not to end with what has started it.
        parentClosePolicy: 'ABANDON',
        staticSummary: title,
      });
      const child: Child = { handle, isPaused: false };
      const ended = (end: ChildEnd): void => {
        child.end = end;
      };
      handle.result().then(
        (result) => ended({ result: result as RunResult }),
        (error: unknown) => ended({ error }),
      );
      return child;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
      throw error;
    }
  };

  return {
    get working() {
      return [...children.values()].some(({ end }) => end === undefined);
    },
    async run(input, title, statusOf) {
      // Out of the scope that a pause cancels: the run is told of it by a signal, and stops as it should.
      const child =
        children.get(input.import) ?? (await wf.CancellationScope.nonCancellable(() => start(input, title)));
      if (!child) return 'busy';
      children.set(input.import, child);
      if (child.isPaused) await tell(child, () => child.handle.signal(resumeSignal));
      child.isPaused = false;
      try {
        await wf.condition(() => child.end !== undefined);
      } catch (error) {
        if (!wf.isCancellation(error)) throw error;
        return wf.CancellationScope.nonCancellable(() => interrupted(child, statusOf()));
      }
      return child.end;
    },
  };
}

async function interrupted(child: Child, status: RunStatus): Promise<ChildEnd | undefined> {
  if (status === 'PAUSED') {
    child.isPaused = true;
    await tell(child, () => child.handle.signal(pauseSignal));
    return child.end;
  }
  const reason = 'its group was cancelled';
  if (status === 'CANCELLING') await tell(child, () => child.handle.signal(cancelSignal, { reason }));
  await wf.condition(() => child.end !== undefined);
  return child.end;
}

/** A run that has ended meanwhile takes no signal, and needs none: its end is on its way. */
async function tell(child: Child, send: () => Promise<void>): Promise<void> {
  try {
    if (child.end === undefined) await send();
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
  }
}

/** True for the end of a run that somebody has cancelled. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof ChildWorkflowFailure && wf.isCancellation(error);
}
