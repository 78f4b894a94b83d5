import type { SendOutcome } from '../../connectors/odp';
import type { Counts } from '../../contract/counts';
import type { FailureCode } from '../../contract/failure-codes';
import type { Batch, Entry, Refusal } from './batch';
import type { Governor, PermitEnd } from './governor';
import type { Patience } from './patience';

/** Sends a JSON array of records. Throws a LongshoreError where no record and no waiting would help. */
export type Send = (body: string, signal: AbortSignal) => Promise<SendOutcome>;

/** What a settled batch came to. */
export interface Delivered {
  readonly counts: Counts;
  readonly refusals: readonly Refusal[];
}

/** How a batch is sent: by whom, with whose patience, and until when. */
export interface Delivery {
  readonly send: Send;
  /** Says when a request may be sent. */
  readonly governor: Governor;
  readonly patience: Patience;
  /** Aborted when the step has to end now. */
  readonly signal: AbortSignal;
  /** True when no further attempt is to be made. */
  readonly stopping: () => boolean;
}

/**
 * Delivers a batch to its last record: records that the destination names are refused and the rest is sent again; where
 * it names none the batch is halved until the guilty ones are found; too large a body is halved as well.
 *
 * Answers undefined where the step ended first: nothing of the batch is then counted, and it is sent again as a whole,
 * which changes nothing at a destination that upserts. Throws what `send` throws.
 */
export async function deliverBatch(batch: Batch, delivery: Delivery): Promise<Delivered | undefined> {
  const refusals: Refusal[] = [...batch.refusals];
  const waiting: (readonly Entry[])[] = batch.entries.length > 0 ? [batch.entries] : [];
  let delivered = 0;

  const refuse = (entry: Entry, code: FailureCode, message: string): void => {
    // Of two that were sent as one only one may be at fault: each is judged by itself, in their order. They come first,
    // for the earlier may stand for two itself, and those belong before the later.
    if (entry.merged) {
      waiting.unshift([entry.merged[0]], [entry.merged[1]]);
      return;
    }
    const { index, start, end, line, key, record } = entry;
    refusals.push({
      index,
      start,
      end,
      ...(line === undefined ? {} : { line }),
      stage: 'destination',
      code,
      message,
      key,
      record,
    });
  };

  for (let entries = waiting.shift(); entries; entries = waiting.shift()) {
    const outcome = await sendPatiently(entries, delivery);
    if (!outcome) return undefined;
    if (outcome.kind === 'accepted') {
      delivered += entries.length;
    } else if (outcome.kind === 'invalid') {
      const reasons = new Map(outcome.problems.map((problem) => [problem.index, problem.reason]));
      const rest = entries.filter((_, position) => !reasons.has(position));
      for (const [position, entry] of entries.entries()) {
        const reason = reasons.get(position);
        if (reason !== undefined) refuse(entry, 'destination-rejected', reason);
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
  refusals.sort((a, b) => a.index - b.index);
  const counts = {
    read: batch.read,
    delivered,
    rejected: refusals.length,
    skipped: batch.read - delivered - refusals.length,
    pending: 0,
  };
  return { counts, refusals };
}

/** Sends until the destination is not busy; undefined when the step ends first. */
async function sendPatiently(
  entries: readonly Entry[],
  { send, governor, patience, signal, stopping }: Delivery,
): Promise<Exclude<SendOutcome, { kind: 'busy' }> | undefined> {
  const body = `[${entries.map((entry) => entry.json).join(',')}]`;
  try {
    while (!stopping() && !patience.blocked()) {
      await patience.wait(signal);
      const permit = await governor.permit(signal);
      let end: PermitEnd | undefined;
      try {
        if (stopping() || patience.blocked()) return undefined;
        const outcome = await send(body, signal);
        end = outcome.kind === 'busy' ? outcome : { kind: 'answered' };
        if (outcome.kind !== 'busy') {
          patience.acknowledged();
          return outcome;
        }
      } finally {
        if (end) permit.ended(end);
        else permit.giveBack();
      }
    }
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
