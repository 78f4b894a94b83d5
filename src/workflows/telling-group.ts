import { TemporalFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import { courierToldSignal } from '../contract/group-definitions';
import { importWorkflowId } from '../contract/names';
import type { CourierRun } from './courier-progress';
import type { RunState } from './run-state';

/** Tells a group of the tasks of one of its couriers, when they have changed: a handful of signals a run. */
export function tellingGroup(group: string): (run: RunState<CourierRun>) => Promise<void> {
  let last = '';
  return async ({ import: courier, tasks = [] }) => {
    const now = JSON.stringify(tasks);
    if (now === last) return;
    last = now;
    try {
      await wf.getExternalWorkflowHandle(importWorkflowId(group)).signal(courierToldSignal, { courier, tasks });
    } catch (error) {
      // A group that was terminated is told nothing any more; the courier works on.
      if (!(error instanceof TemporalFailure) || wf.isCancellation(error)) throw error;
    }
  };
}
