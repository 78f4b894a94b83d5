/** Ids of a shop are UUIDs and evenly spread: the share of all of them that lies before this one, from 0 to 1. */
export function shareBefore(id: string): number {
  const digits = Number.parseInt(id.slice(0, 8), 16);
  // What is no UUID says nothing.
  return Number.isNaN(digits) ? 0 : digits / 0x1_0000_0000;
}
