import { z } from 'zod';

const apply = z.boolean().default(false);

export const faultSchema = z.strictObject({
  /** The id of an operation, as `bulk_create_events`; left out, every one. */
  operation: z.string().optional(),
  /** Only requests whose body holds this text. */
  body: z.string().optional(),
  /** So many matching requests are let through first. */
  after: z.int().min(0).default(0),
  /** Every so many of those that follow. */
  every: z.int().min(1).default(1),
  /** How often it acts; without it, for ever. */
  times: z.int().min(1).optional(),
  action: z.discriminatedUnion('kind', [
    /** Any answer. With `apply` the request is worked all the same. */
    z.strictObject({
      kind: z.literal('answer'),
      status: z.int().min(200).max(599),
      text: z.string().default('<html>Bad gateway</html>'),
      retryAfterSeconds: z.number().min(0).optional(),
      apply,
    }),
    /** The answer comes later; other faults still act. */
    z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0) }),
    /** No answer ever. */
    z.strictObject({ kind: z.literal('hang'), apply }),
    /** The connection is reset, before or after the request was worked. */
    z.strictObject({ kind: z.literal('reset'), apply }),
    /** The request is worked, and half of the answer is sent. */
    z.strictObject({ kind: z.literal('truncate') }),
    /** A 400 that names the entries which hold the fault's `body`, or none of them. */
    z.strictObject({ kind: z.literal('refuse'), names: z.boolean().default(true) }),
    /** The job that the request makes is cancelled while it is worked, takes longer, or fails for the entries named. */
    z.strictObject({
      kind: z.literal('job'),
      cancel: z.boolean().default(false),
      slowMs: z.number().min(0).default(0),
      failEntries: z.array(z.int().min(0)).default([]),
    }),
  ]),
});

/** A line of the fault script. Example: `{ operation: 'create_event', every: 7, action: { kind: 'reset', apply: true } }`. */
export type KlaviyoFault = z.input<typeof faultSchema>;
export type FaultAction = z.output<typeof faultSchema>['action'];
type FaultOf<Kind extends FaultAction['kind']> = Extract<FaultAction, { kind: Kind }>;
export type FinalAction = Exclude<FaultAction, { kind: 'delay' | 'refuse' | 'job' }>;

/** What a script does to one request. */
export interface FaultPlan {
  readonly delayMs: number;
  readonly action: FinalAction | undefined;
  readonly refusal: { readonly body: string; readonly names: boolean } | undefined;
  readonly job: FaultOf<'job'> | undefined;
  /** The kinds of the faults that act, for the journal. */
  readonly names: readonly string[];
}

/** The faults in their order; of each sort the first that is due acts, and delays are added up. */
export class FaultScript {
  readonly #lines: { readonly fault: z.output<typeof faultSchema>; seen: number; left: number }[] = [];

  add(fault: z.output<typeof faultSchema>): void {
    this.#lines.push({ fault, seen: 0, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#lines.length = 0;
  }

  plan(operation: string, body: string): FaultPlan {
    const plan: { -readonly [Key in keyof FaultPlan]: FaultPlan[Key] } = {
      delayMs: 0,
      action: undefined,
      refusal: undefined,
      job: undefined,
      names: [],
    };
    for (const line of this.#lines) {
      const { fault } = line;
      if (fault.operation !== undefined && fault.operation !== operation) continue;
      if (fault.body !== undefined && !body.includes(fault.body)) continue;
      line.seen += 1;
      const turn = line.seen - fault.after;
      if (turn < 1 || (turn - 1) % fault.every !== 0 || line.left <= 0) continue;
      const { action } = fault;
      if (action.kind === 'delay') plan.delayMs += action.ms;
      else if (action.kind === 'refuse' && plan.refusal === undefined) {
        plan.refusal = { body: fault.body ?? '', names: action.names };
      } else if (action.kind === 'job' && plan.job === undefined) plan.job = action;
      else if (isFinal(action) && plan.action === undefined) plan.action = action;
      else continue;
      line.left -= 1;
      plan.names = [...plan.names, action.kind];
    }
    return plan;
  }
}

function isFinal(action: FaultAction): action is FinalAction {
  return action.kind !== 'delay' && action.kind !== 'refuse' && action.kind !== 'job';
}

/** Whether the request is worked although it ends in this way. */
export function isWorked(action: FinalAction | undefined): boolean {
  return action === undefined || action.kind === 'truncate' || action.apply;
}
