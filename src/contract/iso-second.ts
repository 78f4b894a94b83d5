/** A time for people and logs, to the second: `2026-01-31T08:00:00Z`. `ms` is an epoch time. */
export function isoSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
