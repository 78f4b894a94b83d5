import type { Fault, FinalAction } from './fault';
import { seededRandom } from './seeded-random';

/** A call as faults see it. */
export interface FaultyCall {
  /** Below /v3. */
  readonly path: string;
  /** Whether the batch holds one of the keys. */
  readonly holds: (keys: readonly string[]) => boolean;
}

/** Records to be refused: those with these keys, or all. */
export interface Rejection {
  readonly keys: ReadonlySet<string> | undefined;
  readonly reason: string;
  readonly style: 'event' | 'field' | 'none' | undefined;
}

/** What a script does to one call. */
export interface FaultPlan {
  readonly delayMs: number;
  readonly rejections: readonly Rejection[];
  readonly action: FinalAction | undefined;
  /** The names of the faults that act. */
  readonly names: readonly string[];
}

const nothing: FaultPlan = { delayMs: 0, rejections: [], action: undefined, names: [] };

/**
 * The faults in their order. Each counts the calls that match it; the first that is due decides how the call ends, and
 * delays and rejections are added up on the way there (and after it, where the records are taken all the same).
 */
export class FaultScript {
  readonly #lines: FaultLine[] = [];

  add(fault: Fault): void {
    this.#lines.push(new FaultLine(fault));
  }

  clear(): void {
    this.#lines.length = 0;
  }

  plan(call: FaultyCall): FaultPlan {
    if (this.#lines.length === 0) return nothing;
    let delayMs = 0;
    let action: FinalAction | undefined;
    const rejections: Rejection[] = [];
    const names: string[] = [];
    for (const line of this.#lines) {
      const next = line.fault.action;
      const isFinal = next.kind !== 'delay' && next.kind !== 'reject';
      const isOver = action !== undefined && (isFinal || !takesRecords(action));
      if (!line.isDue(call) || isOver) continue;
      line.spend();
      names.push(line.fault.name ?? next.kind);
      if (next.kind === 'delay') delayMs += next.ms;
      else if (next.kind === 'reject')
        rejections.push({ keys: line.keySet, reason: next.reason ?? 'was refused', style: next.style });
      else action = next;
    }
    return { delayMs, rejections, action, names };
  }
}

/** Whether the records of the batch are taken although the call ends in this way. */
export function takesRecords(action: FinalAction): boolean {
  return action.kind === 'truncate' || action.apply === true;
}

/** One fault with its counters. */
class FaultLine {
  readonly fault: Fault;
  readonly keySet: ReadonlySet<string> | undefined;
  readonly #keys: readonly string[];
  readonly #expression: RegExp | undefined;
  readonly #random: () => number;
  #seen = 0;
  #left: number;

  constructor(fault: Fault) {
    this.fault = fault;
    this.#keys = fault.key === undefined ? [] : [fault.key].flat();
    this.keySet = fault.key === undefined ? undefined : new Set(this.#keys);
    this.#expression = expressionOf(fault.path);
    this.#random = seededRandom(fault.seed ?? 1);
    this.#left = fault.times ?? Number.POSITIVE_INFINITY;
  }

  /** Counts the call if it matches, whether or not another fault comes first. */
  isDue(call: FaultyCall): boolean {
    const { after = 0, nth, every, probability } = this.fault;
    if (!this.#matches(call)) return false;
    this.#seen += 1;
    const turn = this.#seen - after;
    if (turn < 1 || (nth !== undefined && turn !== nth) || (every !== undefined && turn % every !== 0)) return false;
    if (probability !== undefined && this.#random() >= probability) return false;
    return this.#left > 0;
  }

  spend(): void {
    this.#left -= 1;
  }

  #matches(call: FaultyCall): boolean {
    const { path, key } = this.fault;
    if (typeof path === 'string' && !call.path.startsWith(path)) return false;
    if (this.#expression !== undefined && !this.#expression.test(call.path)) return false;
    return key === undefined || call.holds(this.#keys);
  }
}

/** Without the flags g and y, which would let an expression remember where it stopped. */
function expressionOf(path: Fault['path']): RegExp | undefined {
  if (path === undefined || typeof path === 'string') return undefined;
  const source = path instanceof RegExp ? path.source : path.pattern;
  return new RegExp(source, (path.flags ?? '').replace(/[gy]/g, ''));
}
