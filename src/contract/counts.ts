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

/** What came of the records of each kind, by what people call it: "Placed Order". */
export type KindCounts = Readonly<Record<string, { readonly delivered: number; readonly rejected: number }>>;

export function addKinds(a: KindCounts, b: KindCounts): KindCounts {
  const sums = { ...a };
  for (const [kind, { delivered, rejected }] of Object.entries(b)) {
    const before = sums[kind] ?? { delivered: 0, rejected: 0 };
    sums[kind] = { delivered: before.delivered + delivered, rejected: before.rejected + rejected };
  }
  return sums;
}

/** True when every record that was read is accounted for. */
export function isBalanced(counts: Counts): boolean {
  return counts.read === counts.delivered + counts.rejected + counts.skipped + counts.pending;
}
