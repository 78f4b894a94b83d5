import { z } from 'zod';

const apply = z.boolean().optional();

const pattern = z
  .strictObject({ pattern: z.string(), flags: z.string().optional() })
  .refine(({ pattern, flags }) => isPattern(pattern, flags), 'is not a regular expression');

export const faultActionSchema = z.discriminatedUnion('kind', [
  /** Any answer. Without `json` and `text` it is the gateway's for this status; `text` is sent as text/html. */
  z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(200).max(599),
    json: z.json().optional(),
    text: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    retryAfterSeconds: z.number().min(0).optional(),
    /** The records are taken all the same. */
    apply,
  }),
  /** The answer comes later; other faults still act. */
  z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0) }),
  /** No answer ever: the client's time-out ends it. */
  z.strictObject({ kind: z.literal('hang'), apply }),
  /** The connection is reset, before or after the records were taken. */
  z.strictObject({ kind: z.literal('reset'), apply }),
  /** The records are taken, and half of the answer's JSON is sent. */
  z.strictObject({ kind: z.literal('truncate') }),
  /** A 400 for the records whose keys the fault names, or for all; other faults still act. */
  z.strictObject({
    kind: z.literal('reject'),
    reason: z.string().optional(),
    style: z.enum(['event', 'field', 'none']).optional(),
  }),
]);

export const faultSchema = z.strictObject({
  /** How the journal calls it; else the kind of its action. */
  name: z.string().optional(),
  /** Beginning of the path below /v3, as `/objects/` or `/schema/`, or an expression that matches it. */
  path: z.union([z.string(), z.instanceof(RegExp), pattern]).optional(),
  /** Only batches that hold one of these primary keys. */
  key: z.union([z.string(), z.array(z.string())]).optional(),
  /** So many matching calls are let through first. */
  after: z.int().min(0).optional(),
  /** Only this one of the matching calls (those after `after`), from 1. */
  nth: z.int().min(1).optional(),
  /** Every so many calls. */
  every: z.int().min(1).optional(),
  /** From 0 to 1, drawn by a generator of its own that starts at `seed` (1). */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  /** How often it acts; without it, for ever. */
  times: z.int().min(1).optional(),
  action: faultActionSchema,
});

/**
 * A line of the fault script. All its conditions must hold. Example: every 7th batch is applied and the connection
 * reset: `{ path: '/objects/', every: 7, action: { kind: 'reset', apply: true } }`.
 */
export type Fault = z.infer<typeof faultSchema>;

export type FaultAction = z.infer<typeof faultActionSchema>;
export type RejectAction = Extract<FaultAction, { kind: 'reject' }>;
export type FinalAction = Exclude<FaultAction, { kind: 'reject' | 'delay' }>;

function isPattern(source: string, flags: string | undefined): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}
