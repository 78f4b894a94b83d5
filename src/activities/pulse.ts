import { z } from 'zod';

/** After this many attempts that died at one place the run needs a person. */
export const mostDeaths = 3;
/** A slow request must not time the step out; the SDK sends at most one heartbeat in 2 s of these. */
export const tickMs = 1_000;

export const countsSchema = z.strictObject({
  read: z.number(),
  delivered: z.number(),
  rejected: z.number(),
  skipped: z.number(),
  pending: z.number(),
});
