import type { SendOutcome } from '../../connectors/odp';
import type { Counts } from '../../contract/counts';
import type { Batch, Entry, Refusal } from './batch';
import { deliverEntries, type RefusedEntry } from './deliver-entries';
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
 * Delivers a batch to its last record.
 *
 * Answers undefined where the step ended first: nothing of the batch is then counted, and it is sent again as a whole,
 * which changes nothing at a destination that upserts. Throws what `send` throws.
 */
export async function deliverBatch(batch: Batch, delivery: Delivery): Promise<Delivered | undefined> {
  const { delivered, refused, left } = await deliverEntries(batch.entries, {
    send: (entries) => sendPatiently(`[${entries.map((entry) => entry.json).join(',')}]`, delivery),
    // Of two that were sent as one only one may be at fault.
    parts: (entry) => entry.merged,
  });
  if (left.length > 0) return undefined;
  const refusals = [...batch.refusals, ...refused.map(refusalOf)].sort((a, b) => a.index - b.index);
  const counts = {
    read: batch.read,
    delivered: delivered.length,
    rejected: refusals.length,
    skipped: batch.read - delivered.length - refusals.length,
    pending: 0,
  };
  return { counts, refusals };
}

function refusalOf({ entry, code, message }: RefusedEntry<Entry>): Refusal {
  const { index, start, end, line, key, record } = entry;
  const place = { index, start, end, ...(line === undefined ? {} : { line }) };
  return { ...place, stage: 'destination', code, message, key, record };
}

/** Sends until the destination is not busy; undefined when the step ends first. */
async function sendPatiently(
  body: string,
  { send, governor, patience, signal, stopping }: Delivery,
): Promise<Exclude<SendOutcome, { kind: 'busy' }> | undefined> {
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
