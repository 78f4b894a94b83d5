import type { CourierOfGroup } from '../contract/couriers/courier-group';
import { windowInWords } from '../contract/couriers/group-windows';

/** A courier of a group's run in a line: its state, its days, and its rows or why there are none. */
export function courierLine({ courier, state, window, counts, missing, error }: CourierOfGroup): string {
  const rows = counts === undefined ? '' : `, ${counts.delivered.toLocaleString('en-US')} rows`;
  const without = missing === undefined ? '' : `; gone on without: ${missing}`;
  const why = error === undefined ? '' : `; ${error.code}: ${error.message}`;
  return `${courier}: ${state}, ${windowInWords(window)}${rows}${without}${why}`;
}
