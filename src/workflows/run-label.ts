import { defaultPayloadConverter } from '@temporalio/common';
import type * as wf from '@temporalio/workflow';
import type { RunInput } from '../contract/run';
import { type RunLabel, runLabelHeader } from '../contract/run-label';
import { runIdOf } from './run-id';

/**
 * Labels each activity of a run, and each log line of its workflow. An interceptor does it, for else every request of
 * every activity would have to carry what only the log needs.
 */
export const interceptors: wf.WorkflowInterceptorsFactory = () => {
  let label: RunLabel = { run: runIdOf(undefined) };
  return {
    inbound: [
      {
        execute(input, next) {
          const [, continued] = input.args as [unknown, Parameters<typeof runIdOf>[0]?];
          label = { run: runIdOf(continued), ...trackerOf(input.args) };
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity(input, next) {
          const headers = { ...input.headers, [runLabelHeader]: defaultPayloadConverter.toPayload(label) };
          return next({ ...input, headers });
        },
        getLogAttributes: (attributes, next) => next({ ...attributes, ...label }),
      },
    ],
  };
};

/** Only imports have one; the input of a run that was started by hand may be anything. */
function trackerOf(args: readonly unknown[]): Pick<RunLabel, 'tracker'> {
  const tracker = (args[0] as Partial<RunInput> | null | undefined)?.options?.trackerId;
  return typeof tracker === 'string' ? { tracker } : {};
}
