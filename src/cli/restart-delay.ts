/** A process that dies again and again is started at most this often in a minute. */
export const restartsPerMinute = 5;

const minuteMs = 60_000;
const firstDelayMs = 500;

/**
 * How long to wait before a process that has just died is started again, in ms: 0.5 s, doubled with each start of the
 * last minute, and until the oldest of five is a minute old. `restarts` and `now` are epoch ms.
 */
export function restartDelay(restarts: readonly number[], now: number): number {
  const recent = restarts.filter((at) => now - at < minuteMs);
  const backoff = firstDelayMs * 2 ** recent.length;
  const oldest = recent.at(-restartsPerMinute);
  return oldest === undefined ? backoff : Math.max(backoff, oldest + minuteMs - now);
}
