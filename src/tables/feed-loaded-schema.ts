import { z } from 'zod';
import type { FeedLoaded } from './tables';

const count = z.number().int().nonnegative();

/** What a load has done, as a ledger keeps it for a repeat of the same run. */
export const feedLoadedSchema: z.ZodType<FeedLoaded> = z.strictObject({
  counts: z.strictObject({ read: count, errors: count, rejected: count, inserted: count, updated: count }),
  files: z.array(z.strictObject({ file: z.string(), read: count, errors: count })),
  drift: z.array(z.strictObject({ file: z.string(), missing: z.array(z.string()), added: z.array(z.string()) })),
  repeated: z.boolean(),
});
