import fc from 'fast-check';
import { RateWindows, type WindowLimits } from '../../../src/activities/delivery/rate-windows';

/** The other side: counts in fixed windows, which begin where nobody knows. */
class FixedWindows {
  taken = 0;
  refused = 0;
  readonly #limits: WindowLimits;
  readonly #phase: number;
  readonly #counts = new Map<string, number>();

  constructor(limits: WindowLimits, phase: number) {
    this.#limits = limits;
    this.#phase = phase;
  }

  /** Answers what is left in the minute, and until when; undefined for a refusal. */
  arrive(at: number): { readonly remaining: number; readonly resetMs: number } | undefined {
    const time = at + this.#phase;
    const [second, minute] = [`s${Math.floor(time / 1_000)}`, `m${Math.floor(time / 60_000)}`];
    const inSecond = (this.#counts.get(second) ?? 0) + 1;
    const inMinute = (this.#counts.get(minute) ?? 0) + 1;
    if (inSecond > this.#limits.perSecond || inMinute > this.#limits.perMinute) {
      this.refused += 1;
      return undefined;
    }
    this.#counts.set(second, inSecond).set(minute, inMinute);
    this.taken += 1;
    const resetMs = Math.ceil((60_000 - (time % 60_000)) / 1_000) * 1_000;
    return { remaining: this.#limits.perMinute - inMinute, resetMs };
  }
}

const limitsOfTiers = [
  { perSecond: 10, perMinute: 150 },
  { perSecond: 75, perMinute: 750 },
  { perSecond: 3, perMinute: 60 },
] as const;
const minutes = 5;
const firstAt = 1_000_000;

/** One that has always something to send, answered after a time of its own for each request. */
function keepBusy(windows: RateWindows, server: FixedWindows, latencies: readonly number[], hears: boolean): void {
  let now = firstAt;
  const end = firstAt + minutes * 60_000;
  const answers: { readonly at: number; readonly tell: () => void }[] = [];
  for (let turn = 0; now < end; turn += 1) {
    while ((answers[0]?.at ?? end) <= now) answers.shift()?.tell();
    const wait = windows.waitMs(now);
    if (wait > 0) {
      now += Math.ceil(wait);
      continue;
    }
    const number = windows.take(now);
    const latency = latencies[turn % latencies.length] ?? 0;
    const told = server.arrive(now + latency);
    const at = now + 2 * latency;
    if (told && hears) {
      answers.push({ at, tell: () => windows.report(number, { limit: windows.limits.perMinute, ...told }, at) });
      answers.sort((a, b) => a.at - b.at);
    }
  }
}

const world = fc.record({
  limits: fc.constantFrom(...limitsOfTiers),
  phase: fc.integer({ min: 0, max: 59_999 }),
  latencies: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 }),
});

describe('RateWindows', () => {
  it.each([
    ['hears what is left', true],
    ['hears nothing', false],
  ])('is never refused by fixed windows and uses at least 95 %% of them, when it %s', (_, hears) => {
    fc.assert(
      fc.property(world, ({ limits, phase, latencies }) => {
        const server = new FixedWindows(limits, phase);
        keepBusy(new RateWindows(limits), server, latencies, hears);
        expect(server.refused).toBe(0);
        expect(server.taken).toBeGreaterThanOrEqual(0.95 * minutes * limits.perMinute);
      }),
      { numRuns: 40 },
    );
  });

  it('sends a burst at once and goes on a second later', () => {
    const windows = new RateWindows({ perSecond: 3, perMinute: 60 });
    for (let request = 0; request < 3; request += 1) {
      expect(windows.waitMs(5_000)).toBe(0);
      windows.take(5_000);
    }
    expect(windows.waitMs(5_000)).toBe(1_060);
    expect(windows.waitMs(6_060)).toBe(0);
  });

  it('leaves to others what they have used of the minute', () => {
    const windows = new RateWindows({ perSecond: 10, perMinute: 150 });
    const number = windows.take(0);
    windows.report(number, { limit: 150, remaining: 2, resetMs: 30_000 }, 100);
    windows.take(200);
    expect(windows.waitMs(200)).toBe(0);
    windows.take(200);
    expect(windows.waitMs(200)).toBe(30_150);
    expect(windows.waitMs(30_350)).toBe(0);
  });

  it('counts what was sent after the request that is reported', () => {
    const windows = new RateWindows({ perSecond: 10, perMinute: 150 });
    const [first] = [windows.take(0), windows.take(0)];
    windows.report(first, { limit: 150, remaining: 1, resetMs: 1_000 }, 100);
    expect(windows.waitMs(100)).toBe(1_250);
  });

  it('takes no older report for a newer one', () => {
    const windows = new RateWindows({ perSecond: 10, perMinute: 150 });
    const [first, second] = [windows.take(0), windows.take(0)];
    windows.report(second, { limit: 150, remaining: 0, resetMs: 9_000 }, 100);
    windows.report(first, { limit: 150, remaining: 90, resetMs: 9_000 }, 110);
    expect(windows.waitMs(100)).toBe(9_250);
  });

  it("takes the account's own limit for the published one, the burst in proportion", () => {
    const windows = new RateWindows({ perSecond: 75, perMinute: 750 });
    windows.report(windows.take(0), { limit: 700, remaining: 699, resetMs: 60_000 }, 10);
    expect(windows.limits).toEqual({ perSecond: 70, perMinute: 700 });
    windows.report(windows.take(20), { limit: 7, remaining: 5, resetMs: 60_000 }, 30);
    expect(windows.limits).toEqual({ perSecond: 1, perMinute: 7 });
  });
});
