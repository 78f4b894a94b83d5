import { z } from 'zod';
import { duration, wholeNumber, word } from './settings';

/** How long a pass may take and what becomes of one that fails: keys of every end point. */
export const passPolicy = {
  passTimeout: duration(1).prefault('10m').describe('How long one pass may take.'),
  stallAfter: wholeNumber(0, 10_000)
    .default(10)
    .describe('So many passes that return the same fail the job as stalled; 0: never.'),
  retry: z
    .strictObject({
      attempts: wholeNumber(1, 100).default(5).describe('How often a pass is tried, a lost worker included.'),
      initialInterval: duration(1).prefault('1s').describe('The wait before the second attempt.'),
      backoff: z
        .number({ error: 'must be a number from 1 to 10' })
        .min(1, { error: 'must be a number from 1 to 10' })
        .max(10, { error: 'must be a number from 1 to 10' })
        .default(2)
        .describe('How much longer each wait is than the one before; none is over a minute.'),
    })
    .prefault({}),
  onFailure: word('fail', 'skip')
    .default('fail')
    .describe('skip: a pass that failed is passed over, and the next is called with what the last good one returned.'),
  maxSkips: wholeNumber(0).default(10).describe('With onFailure: skip, how many passes may be passed over.'),
};

/** Times in ms. */
export interface PassPolicy {
  readonly passTimeout: number;
  readonly stallAfter: number;
  readonly retry: { readonly attempts: number; readonly initialInterval: number; readonly backoff: number };
  readonly onFailure: 'fail' | 'skip';
  readonly maxSkips: number;
}
