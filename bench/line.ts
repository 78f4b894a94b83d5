/** One row of the bench's table. */
export interface Line {
  readonly what: string;
  readonly figure: string;
  /** What is promised; empty for a row that is there for comparison. */
  readonly wanted: string;
}

export const row = (what: string, figure: string, wanted = ''): Line => ({ what, figure, wanted });

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
