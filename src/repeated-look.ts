import { LongshoreError } from './contract/failure';

export interface RepeatedLook {
  /** Not at once, for workers that start again and again. In ms, as is `everyMs`. */
  readonly firstMs: number;
  readonly everyMs: number;
  /** What the log says of a look that has failed. */
  readonly failure: string;
  readonly log: { warn(message: string, meta: object): void };
}

/** Looks again and again for as long as a worker works, which it does not keep alive. Answers what ends it. */
export function lookRepeatedly(
  look: () => Promise<void>,
  { firstMs, everyMs, failure, log }: RepeatedLook,
): () => void {
  const once = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      // The next look does what this one has left. A message of another kind might quote what it should not.
      const what = error instanceof LongshoreError ? error.message : error instanceof Error ? error.name : 'unknown';
      log.warn(failure, { error: what });
    }
  };
  const first = setTimeout(() => void once(), firstMs).unref();
  const timer = setInterval(() => void once(), everyMs).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
