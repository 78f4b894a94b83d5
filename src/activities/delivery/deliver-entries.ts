import type { FailureCode } from '../../contract/failure-codes';

/** How a destination answered a request, when it was not busy. */
export type DeliveryOutcome =
  | { readonly kind: 'accepted' }
  /** It named the entries that are at fault, by their place in the request. */
  | { readonly kind: 'invalid'; readonly problems: readonly DeliveryProblem[] }
  /** Something in the request is at fault, and nothing is named. */
  | { readonly kind: 'invalid-unlocated'; readonly reason: string }
  | { readonly kind: 'too-large' };

/** What a destination finds wrong with one entry. */
export interface DeliveryProblem {
  /** Its place in the request. */
  readonly index: number;
  readonly reason: string;
  /** What is meant within the entry, where the destination says so: "attributes/phone_number". */
  readonly within?: string;
}

export interface EntriesDelivery<Entry> {
  /**
   * Sends one request, however often it takes until the destination is not busy; undefined where the step ends first.
   * Throws a LongshoreError where no entry and no waiting would help.
   */
  readonly send: (entries: readonly Entry[]) => Promise<DeliveryOutcome | undefined>;
  /** What an entry that is at fault stands for, where that is more than one record: these are judged by themselves. */
  readonly parts?: (entry: Entry) => readonly Entry[] | undefined;
  /** The entry without what was named in it, where it can do without; it is then sent again with the others. */
  readonly mend?: (entry: Entry, problem: DeliveryProblem) => Entry | undefined;
}

export interface RefusedEntry<Entry> {
  readonly entry: Entry;
  readonly code: FailureCode;
  readonly message: string;
}

/** What became of entries. `left` were not settled, for the step has ended first. */
export interface DeliveredEntries<Entry> {
  readonly delivered: readonly Entry[];
  readonly refused: readonly RefusedEntry<Entry>[];
  readonly left: readonly Entry[];
}

/**
 * Delivers entries to the last: those that the destination names are refused and the rest is sent again; where it names
 * none the request is halved until the guilty ones are found; too large a request is halved as well.
 *
 * Throws what `send` throws.
 */
export async function deliverEntries<Entry>(
  all: readonly Entry[],
  delivery: EntriesDelivery<Entry>,
): Promise<DeliveredEntries<Entry>> {
  const delivered: Entry[] = [];
  const refused: RefusedEntry<Entry>[] = [];
  const waiting: (readonly Entry[])[] = all.length > 0 ? [all] : [];

  const refuse = (entry: Entry, code: FailureCode, message: string): void => {
    // They come first, in their order: what stands behind them may be of the same key.
    const parts = delivery.parts?.(entry);
    if (parts) waiting.unshift(...parts.map((part) => [part]));
    else refused.push({ entry, code, message });
  };

  for (let entries = waiting.shift(); entries; entries = waiting.shift()) {
    const outcome = await delivery.send(entries);
    if (!outcome) return { delivered, refused, left: [...entries, ...waiting.flat()] };
    if (outcome.kind === 'accepted') {
      delivered.push(...entries);
    } else if (outcome.kind === 'invalid') {
      const problems = new Map(outcome.problems.map((problem) => [problem.index, problem]));
      const rest: Entry[] = [];
      for (const [position, entry] of entries.entries()) {
        const problem = problems.get(position);
        const kept = problem ? delivery.mend?.(entry, problem) : entry;
        if (kept) rest.push(kept);
        else if (problem) refuse(entry, 'destination-rejected', problem.reason);
      }
      if (rest.length > 0) waiting.unshift(rest);
    } else if (entries.length > 1) {
      const half = Math.ceil(entries.length / 2);
      waiting.unshift(entries.slice(0, half), entries.slice(half));
    } else {
      for (const entry of entries) {
        if (outcome.kind === 'too-large')
          refuse(entry, 'record-too-large', 'The destination takes no request of this size');
        else refuse(entry, 'destination-rejected', outcome.reason);
      }
    }
  }
  return { delivered, refused, left: [] };
}
