import * as wf from '@temporalio/workflow';
import { isResolveAction, type ResolveAction } from '../contract/couriers/run-task';
import { resolveSignal } from '../contract/run-definitions';

/** What people have said is to become of a task that has failed. */
export interface Resolutions {
  /** What was said and nobody has taken yet: a continue-as-new takes it along. */
  readonly given: ResolveAction | undefined;
  /** Forgets what was said: it was said of something else. */
  forget(): void;
  /** Takes what is said within so many ms; undefined where nothing is. Throws a CancelledFailure where its scope is cancelled. */
  take(withinMs: number): Promise<ResolveAction | undefined>;
}

/** Listens to the signal `resolve`. What is none of the actions is not heard. */
export function listenForResolutions(carried?: ResolveAction): Resolutions {
  let given = carried;
  // A person may send anything.
  wf.setHandler(resolveSignal, (request: Partial<{ readonly action: unknown }> | undefined) => {
    if (isResolveAction(request?.action)) given = request.action;
  });
  return {
    get given() {
      return given;
    },
    forget() {
      given = undefined;
    },
    async take(withinMs) {
      if (given === undefined && withinMs > 0) await wf.condition(() => given !== undefined, withinMs);
      const taken = given;
      given = undefined;
      return taken;
    },
  };
}
