import { z } from 'zod';
import type { JsonValue } from '../contract/bookmark';

/** It comes out of JSON.parse, so that it only need be there. */
const jsonValue = z.custom<JsonValue>((value) => value !== undefined);

/** A version of a bookmark as files hold it: those of a place, and exports. Times are epoch ms. */
export const versionSchema = z.strictObject({
  version: z.int().positive(),
  status: z.enum(['running', 'completed']),
  writer: z.string().exactOptional(),
  runId: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  updatedAt: z.number().exactOptional(),
  completedAt: z.number().exactOptional(),
  replaced: z.strictObject({ version: z.number(), writer: z.string().exactOptional() }).exactOptional(),
  value: jsonValue,
});
