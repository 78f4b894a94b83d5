/** A job of 10,000 takes from seconds to minutes: it is asked about after a quarter of the time that it has taken. */
const shortestMs = 1_000;
const longestMs = 30_000;

/** How long until jobs are asked about again, by the newest of them. */
export function msUntilLook(out: readonly { readonly at: number }[]): number {
  const newest = Math.max(...out.map((job) => job.at));
  return Math.round(Math.min(longestMs, Math.max(shortestMs, (Date.now() - newest) / 4)));
}
