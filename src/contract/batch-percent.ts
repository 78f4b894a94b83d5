/**
 * The percentage of a job that works, after a pass has told one: a whole number that never goes back, and 99 at most, for
 * 100 says that all is done.
 *
 * @param reported what the pass told; undefined where it told none, or none that is a number
 */
export function nextPercent(before: number, reported: number | undefined): number {
  return Math.max(before, Math.min(99, Math.floor(Math.max(0, reported ?? before))));
}
