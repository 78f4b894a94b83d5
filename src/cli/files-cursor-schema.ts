import { z } from 'zod';
import type { FilesCursor } from '../contract/files';

const whole = z.int().nonnegative();

const counts = z.strictObject({ read: whole, delivered: whole, rejected: whole, skipped: whole, pending: whole });

const place = z.strictObject({
  name: z.string(),
  etag: z.string(),
  format: z.enum(['array', 'ndjson']),
  encoding: z.enum(['identity', 'gzip', 'double-gzip']),
  offset: whole,
  index: whole,
  line: whole.exactOptional(),
  counts,
});

/** The cursor of an import of files, as a person's file may hold it: a wrong one would only fail the next run. */
export const filesCursorSchema: z.ZodType<FilesCursor> = z.strictObject({
  source: z.string(),
  lastFileTimestamp: whole,
  ledger: z.string().exactOptional(),
  list: z.strictObject({ hash: z.string(), total: whole, bytes: whole }).exactOptional(),
  position: whole,
  bytesDone: whole,
  quarantined: whole,
  file: place.exactOptional(),
  ahead: z.array(z.strictObject({ from: whole, to: whole })).exactOptional(),
  begun: z.array(place).exactOptional(),
  leftOut: whole.exactOptional(),
});
