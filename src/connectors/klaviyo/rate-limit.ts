/** What an answer tells of the operation's window of a minute. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Until the window ends, in ms. */
  readonly resetMs: number;
}

/** Reads `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds); undefined unless all three are there, as on a 429. */
export function rateLimitOf(header: (name: string) => string | undefined): RateLimit | undefined {
  const [limit, remaining, resetSeconds] = ['limit', 'remaining', 'reset'].map((part) =>
    leadingNumber(header(`ratelimit-${part}`)),
  );
  if (limit === undefined || remaining === undefined || resetSeconds === undefined || limit === 0) return undefined;
  return { limit, remaining, resetMs: resetSeconds * 1_000 };
}

/** Of `150, 10;w=1, 150;w=60`, which the header may be by its standard's draft, the first. */
function leadingNumber(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
