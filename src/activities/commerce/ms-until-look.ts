/** A job of 10,000 takes from seconds to minutes. */
const shortest = 1_000;
const longestMs = 30_000;

/**
 * How long until a job is asked about again: a quarter of the time that it has taken.
 *
 * @param at when it was submitted, epoch ms; of several, the newest, or the one that is waited for
 */
export function msUntilLook(at: number, shortestMs = shortest): number {
  return Math.round(Math.min(longestMs, Math.max(shortestMs, (Date.now() - at) / 4)));
}
