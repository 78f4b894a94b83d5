import type { Context } from '@temporalio/activity';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { z } from 'zod';
import { type RunLabel, runLabelHeader } from '../contract/run-label';

const labelSchema = z.strictObject({ run: z.string(), tracker: z.string().optional() });

/** Adds to each log line of an activity whose work it is: the run, by the first id of its chain, and the caller's id. */
export function labelLogs(_context: Context): ActivityInterceptors {
  let label: RunLabel | undefined;
  return {
    inbound: {
      execute(input, next) {
        label = labelIn(input.headers[runLabelHeader]);
        return next(input);
      },
    },
    outbound: { getLogAttributes: (attributes, next) => next({ ...attributes, ...label }) },
  };
}

/** Undefined for an activity that a worker of another version has scheduled: its lines have Temporal's own run id. */
function labelIn(header: Payload | undefined): RunLabel | undefined {
  if (!header) return undefined;
  const { data } = labelSchema.safeParse(defaultPayloadConverter.fromPayload(header));
  return data && { run: data.run, ...(data.tracker === undefined ? {} : { tracker: data.tracker }) };
}
