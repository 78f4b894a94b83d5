import { type Operation, tiers } from './operation';

/** Whether a request is let in, and what the headers say about it. */
export interface Admission {
  readonly isIn: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** The two fixed windows of each operation; all keys of the account share them. */
export class FixedWindows {
  readonly #used = new Map<string, { second: number; inSecond: number; minute: number; inMinute: number }>();

  /**
   * @param now ms of any steady clock; windows begin where it is a whole second, a whole minute
   * @param factor scales both limits; null lets all in and calls the limits a thousand times as high
   */
  admit({ id, tier }: Operation, now: number, factor: number | null): Admission {
    const [burst, steady] = tiers[tier].map((limit) => Math.max(1, Math.floor(limit * (factor ?? 1_000))));
    const second = Math.floor(now / 1_000);
    const minute = Math.floor(now / 60_000);
    const used = this.#used.get(id) ?? { second, inSecond: 0, minute, inMinute: 0 };
    this.#used.set(id, used);
    if (used.second !== second) Object.assign(used, { second, inSecond: 0 });
    if (used.minute !== minute) Object.assign(used, { minute, inMinute: 0 });
    const resetSeconds = Math.ceil(((minute + 1) * 60_000 - now) / 1_000);
    if (factor !== null && used.inMinute >= (steady ?? 0)) return throttled(resetSeconds);
    if (factor !== null && used.inSecond >= (burst ?? 0)) return throttled(1);
    used.inSecond += 1;
    used.inMinute += 1;
    const remaining = Math.max(0, (steady ?? 0) - used.inMinute);
    const headers = {
      'ratelimit-limit': String(steady),
      'ratelimit-remaining': String(remaining),
      'ratelimit-reset': String(resetSeconds),
    };
    return { isIn: true, headers };
  }

  reset(): void {
    this.#used.clear();
  }
}

/** A refusal carries no RateLimit headers. */
function throttled(seconds: number): Admission {
  return { isIn: false, headers: { 'retry-after': String(seconds) } };
}
