/**
 * What goes wrong with one request that passes a fault proxy.
 *
 * - `status`: answered by the proxy; the target sees nothing of it, unless `afterApply` is set.
 * - `reset`: the connection is cut after so many bytes of the answer's body; 0 cuts before its head.
 * - `stall`: after so many bytes nothing more comes, and the connection stays open; 0 holds back the head too.
 * - `latency`: the request is passed on so many ms later.
 */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
      /** The target does what it is asked, and the answer is lost. */
      readonly afterApply?: boolean;
    }
  | { readonly kind: 'reset'; readonly afterBytes: number }
  | { readonly kind: 'stall'; readonly afterBytes: number }
  | { readonly kind: 'latency'; readonly ms: number };

/** A request as a plan sees it. `number` counts from 1 since the proxy started or got its plan. */
export interface PlannedRequest {
  readonly number: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

/** Says what goes wrong with a request; nothing does when it answers nothing. */
export type FaultPlan = (request: PlannedRequest) => Fault | undefined;

/** The plan in which the nth request, counted from 1, meets the fault under n. */
export function faultsByNumber(faults: Readonly<Record<number, Fault>>): FaultPlan {
  return ({ number }) => faults[number];
}

/** The plan in which each request meets one of `faults` with a chance of `rate` (0 to 1): the same seed, the same plan. */
export function seededFaults(seed: number, rate: number, faults: readonly Fault[]): FaultPlan {
  const random = mulberry32(seed);
  return () => {
    // Two draws for each request, whether it fails or not, so that a changed rate moves no later fault.
    const chance = random();
    const choice = Math.floor(random() * faults.length);
    return chance < rate ? faults[choice] : undefined;
  };
}

/** Mulberry32, a 32-bit generator: numbers from 0 up to 1. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
