import fc from 'fast-check';
import { LongshoreError } from '../../src/contract/failure';

export interface DestinationRecord {
  readonly key: string;
  readonly text: string;
}

export interface DestinationProblem {
  readonly index: number;
  readonly reason: string;
}

/** What a destination's connector answers to a batch. It throws what no repeat can mend. */
export type DestinationOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'invalid'; readonly problems: readonly DestinationProblem[] }
  | { readonly kind: 'invalid-unlocated'; readonly reason: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'busy'; readonly error: LongshoreError };

/** What the stand-in does to the next request, and to no other; `refuse-records` alone lasts. */
export type DestinationFault =
  | { readonly kind: 'throttle'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'fail'; readonly status: number; readonly applied?: boolean }
  | { readonly kind: 'reset'; readonly applied?: boolean }
  | { readonly kind: 'silence'; readonly applied?: boolean }
  | { readonly kind: 'half-an-acknowledgement' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'refuse-request'; readonly status: number }
  | { readonly kind: 'refuse-records'; readonly keys: readonly string[]; readonly located: boolean };

export interface SendingOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** A connector and the stand-in that it speaks to, empty. */
export interface DestinationUnderTest {
  /** What no message may hold. */
  readonly secret: string;
  send(records: readonly DestinationRecord[], options?: SendingOptions): Promise<DestinationOutcome>;
  /** Sends to an object that the destination does not have. */
  sendElsewhere(records: readonly DestinationRecord[]): Promise<DestinationOutcome>;
  /** What is stored once all that was accepted is applied: key → text. */
  stored(): Promise<ReadonlyMap<string, string>>;
  next(fault: DestinationFault): void;
  revokeKey(): void;
  /** Forgets records, faults and revocations. */
  reset(): void;
  stop(): Promise<void>;
}

/** What every connector that writes records must hold to. Example: `describeRecordDestination('ODP', startOdp)`. */
export function describeRecordDestination(name: string, start: () => Promise<DestinationUnderTest>): void {
  describe(`${name} as a destination of records`, () => {
    let destination: DestinationUnderTest;
    beforeAll(async () => {
      destination = await start();
    });
    beforeEach(() => destination.reset());
    afterAll(() => destination.stop());

    const batch = (size: number, text = 'text') =>
      Array.from({ length: size }, (_, index) => ({ key: `canary-key-${index}`, text: `canary-${text}-${index}` }));
    const asMap = (records: readonly DestinationRecord[]) => new Map(records.map(({ key, text }) => [key, text]));

    /** No message may hold a secret, a key or a value: all of them are canaries here. */
    function expectClean(error: LongshoreError): void {
      const told = `${error.message} ${error.remedy} ${String(error.cause)}`;
      expect(told).not.toContain('canary');
      expect(told).not.toContain(destination.secret);
    }

    async function expectBusy(outcome: Promise<DestinationOutcome>, code: string): Promise<LongshoreError> {
      const told = await outcome;
      if (told.kind !== 'busy') throw new Error(`Expected busy, and it is ${JSON.stringify(told)}`);
      expect(told.error).toMatchObject({ code, retryable: true });
      expectClean(told.error);
      return told.error;
    }

    async function expectThrown(outcome: Promise<DestinationOutcome>, code: string): Promise<void> {
      const thrown = await outcome.catch((error: unknown) => error);
      if (!(thrown instanceof LongshoreError)) throw new Error(`No LongshoreError, but ${JSON.stringify(thrown)}`);
      expect(thrown).toMatchObject({ code, retryable: false });
      expectClean(thrown);
    }

    describe('what is accepted', () => {
      test('is stored, one record or a hundred', async () => {
        const records = batch(101);
        expect(await destination.send(records.slice(0, 1))).toEqual({ kind: 'accepted' });
        expect(await destination.send(records.slice(1))).toEqual({ kind: 'accepted' });
        expect(await destination.stored()).toEqual(asMap(records));
      });

      test.each([
        ['quotes and backslashes', 'a "b" \'c\' \\d\\ \\u0041'],
        ['line ends and tabs', 'a\nb\r\nc\td\u2028e'],
        ['letters of all kinds', 'Zoë 東京 Ελλάδα עברית e\u0301 😀👩‍👩‍👧'],
        ['markup', '<b>&amp;</b> ${x} {{y}} %41'],
        ['blanks at its ends', '  a  '],
        ['1,024 characters', 'é'.repeat(1024)],
      ])('keeps %s as they are, in a text and in a key', async (_, text) => {
        const records = [
          { key: '1', text },
          { key: text, text: '2' },
        ];
        expect(await destination.send(records)).toEqual({ kind: 'accepted' });
        expect(await destination.stored()).toEqual(asMap(records));
      });

      test('changes nothing when it is sent again', async () => {
        for (let time = 0; time < 3; time++) await destination.send(batch(10));
        expect(await destination.stored()).toEqual(asMap(batch(10)));
      });

      test('gives way to what is sent after it', async () => {
        await destination.send(batch(10, 'old'));
        await destination.send(batch(5, 'new'));
        expect(await destination.stored()).toEqual(asMap([...batch(10, 'old'), ...batch(5, 'new')]));
      });

      test('is accepted although the end of its acknowledgement is missing', async () => {
        destination.next({ kind: 'half-an-acknowledgement' });
        expect(await destination.send(batch(3))).toEqual({ kind: 'accepted' });
        expect(await destination.stored()).toEqual(asMap(batch(3)));
      });
    });

    describe('records that are refused', () => {
      test.each([[[0]], [[9]], [[3, 7]], [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]])(
        'are named by their places %j, and the rest is taken without them',
        async (places) => {
          const records = batch(10);
          const keys = places.map((place) => `canary-key-${place}`);
          destination.next({ kind: 'refuse-records', keys, located: true });
          const outcome = await destination.send(records);
          if (outcome.kind !== 'invalid') throw new Error(`Expected invalid, and it is ${JSON.stringify(outcome)}`);
          expect(outcome.problems.map(({ index }) => index)).toEqual(places);
          for (const { reason } of outcome.problems) expect(reason).not.toBe('');

          const rest = records.filter(({ key }) => !keys.includes(key));
          if (rest.length > 0) expect(await destination.send(rest)).toEqual({ kind: 'accepted' });
          expect(await destination.stored()).toEqual(asMap(rest));
        },
      );

      test('can be found by halving where they are not named', async () => {
        const records = batch(10);
        destination.next({ kind: 'refuse-records', keys: ['canary-key-2', 'canary-key-9'], located: false });
        const outcome = await destination.send(records);
        expect(outcome).toEqual({ kind: 'invalid-unlocated', reason: expect.stringMatching(/./) });
        expect(await deliver(destination, records)).toEqual(['canary-key-2', 'canary-key-9']);
        const rest = records.filter(({ key }) => key !== 'canary-key-2' && key !== 'canary-key-9');
        expect(await destination.stored()).toEqual(asMap(rest));
      });

      test('as too many bytes are told from records that are wrong', async () => {
        destination.next({ kind: 'too-large' });
        expect(await destination.send(batch(10))).toEqual({ kind: 'too-large' });
        expect(await destination.stored()).toEqual(new Map());
      });
    });

    describe('a destination that is busy', () => {
      test.each([
        [38, 38_000],
        [undefined, undefined],
      ])('asks to wait for %s seconds', async (seconds, ms) => {
        destination.next(
          seconds === undefined ? { kind: 'throttle' } : { kind: 'throttle', retryAfterSeconds: seconds },
        );
        const error = await expectBusy(destination.send(batch(3)), 'throttled');
        expect(error.retryAfterMs).toBe(ms);
        expect(await destination.send(batch(3))).toEqual({ kind: 'accepted' });
      });

      test.each<[string, DestinationFault]>([
        ['an error of its own', { kind: 'fail', status: 500 }],
        ['an error of its gateway', { kind: 'fail', status: 502 }],
        ['an error after it has stored all', { kind: 'fail', status: 504, applied: true }],
        ['a reset before it has stored anything', { kind: 'reset' }],
        ['a reset after it has stored all', { kind: 'reset', applied: true }],
        ['silence', { kind: 'silence' }],
        ['silence after it has stored all', { kind: 'silence', applied: true }],
      ])('answers with %s: sent again, the records are there as if nothing had been', async (_, fault) => {
        destination.next(fault);
        await expectBusy(destination.send(batch(3), { timeoutMs: 150 }), 'destination-unavailable');
        expect(await destination.send(batch(3))).toEqual({ kind: 'accepted' });
        expect(await destination.stored()).toEqual(asMap(batch(3)));
      });
    });

    describe('what no repeat can mend is thrown', () => {
      test('a key that is refused', async () => {
        destination.revokeKey();
        await expectThrown(destination.send(batch(3)), 'destination-auth');
      });

      test('an object that is not there', async () => {
        await expectThrown(destination.sendElsewhere(batch(3)), 'destination-not-found');
      });

      test('a request that is refused as such', async () => {
        destination.next({ kind: 'refuse-request', status: 405 });
        await expectThrown(destination.send(batch(3)), 'destination-refused');
      });
    });

    describe('an abort', () => {
      test('ends a request that waits for its answer, with an AbortError and no other', async () => {
        destination.next({ kind: 'silence' });
        const abort = new AbortController();
        const sent = destination.send(batch(3), { signal: abort.signal });
        setTimeout(() => abort.abort(), 50);
        await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
      });

      test('that came first sends nothing', async () => {
        const sent = destination.send(batch(3), { signal: AbortSignal.abort() });
        await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
        expect(await destination.stored()).toEqual(new Map());
      });
    });

    test('in any order of batches and faults, what was sent last is what is there', async () => {
      const record = fc.record({
        key: fc.nat({ max: 12 }).map((n) => `k${n}`),
        text: fc.string({ minLength: 1, maxLength: 8 }),
      });
      const visible = record.filter(({ text }) => text.trim() !== '');
      const records = fc.uniqueArray(visible, { selector: ({ key }) => key, minLength: 1, maxLength: 6 });
      const fault = fc.constantFrom<DestinationFault>(
        { kind: 'throttle', retryAfterSeconds: 0 },
        { kind: 'fail', status: 500 },
        { kind: 'fail', status: 502, applied: true },
        { kind: 'reset' },
        { kind: 'reset', applied: true },
        { kind: 'half-an-acknowledgement' },
        { kind: 'too-large' },
      );
      const steps = fc.array(fc.record({ records, faults: fc.array(fault, { maxLength: 2 }) }), { maxLength: 10 });
      const poison = fc.record({ keys: fc.uniqueArray(fc.constantFrom<string>('k0', 'k1')), located: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(steps, poison, async (script, { keys, located }) => {
          destination.reset();
          if (keys.length > 0) destination.next({ kind: 'refuse-records', keys, located });
          const expected = new Map<string, string>();
          for (const step of script) {
            for (const one of step.faults) destination.next(one);
            const refused = await deliver(destination, step.records);
            const bad = step.records.filter(({ key }) => keys.includes(key));
            expect(refused).toEqual(bad.map(({ key }) => key).sort());
            for (const { key, text } of step.records) if (!keys.includes(key)) expected.set(key, text);
          }
          expect(await destination.stored()).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    });
  });
}

/** Sends until all is taken or refused, as plainly as it can be done; answers the refused keys, sorted. */
async function deliver(destination: DestinationUnderTest, records: readonly DestinationRecord[]): Promise<string[]> {
  const refused: string[] = [];
  const waiting = [records];
  for (let attempts = 0; waiting.length > 0; attempts++) {
    if (attempts > 200) throw new Error('200 requests were not enough');
    const next = waiting.shift() ?? [];
    if (next.length === 0) continue;
    const outcome = await destination.send(next);
    if (outcome.kind === 'busy') waiting.unshift(next);
    if (outcome.kind === 'invalid') {
      const places = new Set(outcome.problems.map(({ index }) => index));
      refused.push(...next.filter((_, index) => places.has(index)).map(({ key }) => key));
      waiting.unshift(next.filter((_, index) => !places.has(index)));
    }
    if (outcome.kind === 'too-large') {
      // A single record is sent again: the stand-in says it once.
      const half = Math.ceil(next.length / 2);
      waiting.unshift(next.slice(0, half), next.slice(half));
    }
    if (outcome.kind === 'invalid-unlocated') {
      const [first] = next;
      const half = Math.ceil(next.length / 2);
      if (next.length > 1) waiting.unshift(next.slice(0, half), next.slice(half));
      else if (first !== undefined) refused.push(first.key);
    }
  }
  return refused.sort();
}
