import { z } from 'zod';
import { objectSchema } from './object-schema';

const ms = z.number().min(0);
const count = z.int().min(1);

/** What can be switched while it runs. Where the vendor says nothing, it is a switch and not a constant. */
export const settingsSchema = z.strictObject({
  /** Objects in one request. The reference says 500; client libraries say 100 or 1000. */
  maxBatchRecords: count,
  /** Above it the answer is 413. */
  maxBodyBytes: count,
  /** Fields that the schema lacks: dropped without a word, or a 400. */
  unknownFields: z.enum(['drop', 'reject']),
  /** A 400's `detail`: `{event, message}` with the index, `{field, reason}` without one, or only a message. */
  invalidStyle: z.enum(['event', 'field', 'none']),
  /** False lets the good records of a refused batch through. */
  atomic: z.boolean(),
  /** What `[]` gets. */
  emptyBatch: z.enum(['accept', 'reject']),
  /** Two records with one key in a batch: applied in their order, in the reverse, or a 400. */
  duplicateKeys: z.enum(['in-order', 'reversed', 'reject']),
  /** True: the primary key must be a string. False: a number will do, kept under its text. */
  strictKeyType: z.boolean(),
  /** From the 202 until the records are to be read. */
  applyDelayMs: ms,
  /** Delay of every answer. */
  latencyMs: ms,
  /** Answers to batches are held back so that no more than this gets through; null: as quick as it goes. */
  recordsPerSecond: z.number().positive().nullable(),
  /** A bucket of `burst` requests that fills at `rate` a second; null: no limit. */
  requestsPerSecond: z.strictObject({ rate: z.number().positive(), burst: count }).nullable(),
  throttleStatus: z.int().min(400).max(599),
  /** The `Retry-After` of a throttled request; null: none is sent. */
  retryAfterSeconds: z.number().min(0).nullable(),
});

export const optionsSchema = settingsSchema.partial().extend({
  /** 0 is a free port. Both listen on 127.0.0.1 only. */
  port: z.int().min(0).max(65535).optional(),
  controlPort: z.int().min(0).max(65535).optional(),
  /** Keys that may do everything: `standin.private-key`, or the same with the suffix of the region. */
  apiKeys: z.array(z.string().min(1)).optional(),
  /** Keys that may send data and nothing else. */
  publicKeys: z.array(z.string().min(1)).optional(),
  /** A key whose suffix names another region gets 403. */
  region: z.enum(['us', 'eu', 'au']).optional(),
  objects: z.array(objectSchema).optional(),
  /** How many requests the journal keeps (10,000), so that millions do not eat the memory. */
  keepRequests: z.union([z.int().min(0), z.literal('all')]).optional(),
  /** Keeps each applied record with its batch. Off: for small tests only. */
  keepWrites: z.boolean().optional(),
});

export type OdpSettings = z.infer<typeof settingsSchema>;
export type OdpSettingsChange = Partial<OdpSettings>;
export type OdpStandInOptions = z.infer<typeof optionsSchema>;

export const defaultSettings: OdpSettings = {
  maxBatchRecords: 500,
  maxBodyBytes: 10 * 1024 * 1024,
  unknownFields: 'drop',
  invalidStyle: 'event',
  atomic: true,
  emptyBatch: 'reject',
  duplicateKeys: 'in-order',
  strictKeyType: true,
  applyDelayMs: 50,
  latencyMs: 0,
  recordsPerSecond: null,
  requestsPerSecond: null,
  throttleStatus: 429,
  retryAfterSeconds: null,
};

/** The settings with a change laid over them; what the change leaves out or gives as undefined stays. */
export function changeSettings(settings: OdpSettings, change: OdpSettingsChange): OdpSettings {
  const given = Object.entries(change).filter(([name, value]) => name in defaultSettings && value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}
