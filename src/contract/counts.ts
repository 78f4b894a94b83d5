/**
 * The ledger of a step, a file or a run, in records.
 *
 * `read = delivered + rejected + skipped + pending` holds after every step. `pending` is what a destination has taken
 * as a job whose result has not been read yet; it is 0 when a run closes as completed.
 */
export type Counts = {
  readonly read: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly pending: number;
};

export const noCounts: Counts = { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    read: a.read + b.read,
    delivered: a.delivered + b.delivered,
    rejected: a.rejected + b.rejected,
    skipped: a.skipped + b.skipped,
    pending: a.pending + b.pending,
  };
}

/** True when every record that was read is accounted for. */
export function isBalanced(counts: Counts): boolean {
  return counts.read === counts.delivered + counts.rejected + counts.skipped + counts.pending;
}
