import type { Counts, KindCounts } from '../contract/counts';

/** "3 events (Placed Order 1, Ordered Product 2), 1 errored (orders 1)": kinds are named where there are several. */
export function importedWords({ delivered, rejected }: Counts, records: string, kinds: KindCounts): string {
  const errored = `${rejected} errored${ofThese(kinds, 'rejected')}`;
  return `${delivered} ${records}${ofThese(kinds, 'delivered')}, ${errored}`;
}

function ofThese(kinds: KindCounts, what: 'delivered' | 'rejected'): string {
  const counted = Object.entries(kinds).filter(([, counts]) => counts[what] > 0);
  return counted.length === 0 ? '' : ` (${counted.map(([kind, counts]) => `${kind} ${counts[what]}`).join(', ')})`;
}
