import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityExecuteInput } from '@temporalio/worker';
import { castFailures } from '../../src/activities';
import { castFailure } from '../../src/activities/cast-failures';
import { LongshoreError } from '../../src/contract/failure';
import { type FailureCode, failureCodes } from '../../src/contract/failure-codes';
import { silentLogger } from './silent-logger';

const canary = 'canary-7f3a';

/** The log of an activity, line by line, without what the SDK tells at debug level. */
function recordingLogger() {
  const lines: string[] = [];
  const write = (...words: unknown[]) => lines.push(JSON.stringify(words));
  const logger = { ...silentLogger, info: write, warn: write, error: write };
  return { lines, logger };
}

/** What comes out of the interceptor when the activity throws `error`, and what is logged meanwhile. */
async function thrown(error: unknown, info: { readonly attempt?: number; readonly elapsedMs?: number } = {}) {
  const { lines, logger } = recordingLogger();
  const { attempt = 1, elapsedMs = 0 } = info;
  const scheduledTimestampMs = Date.now() - elapsedMs;
  const environment = new MockActivityEnvironment(
    { activityType: 'importFiles', attempt, scheduledTimestampMs },
    { logger },
  );
  const failure = await environment.run(async () => {
    const { inbound } = castFailures(environment.context);
    const input: ActivityExecuteInput = { args: [], headers: {} };
    const next = () => Promise.reject(error);
    return inbound?.execute?.(input, next).then(
      () => undefined,
      (cast: unknown) => cast,
    );
  });
  return { failure, lines };
}

async function failureOf(error: unknown, info?: Parameters<typeof thrown>[1]): Promise<ApplicationFailure> {
  const { failure } = await thrown(error, info);
  if (failure instanceof ApplicationFailure) return failure;
  throw new Error(`It came out as ${String(failure)}`);
}

test('what an activity returns passes', async () => {
  const environment = new MockActivityEnvironment();
  const answer = await environment.run(async () =>
    castFailures(environment.context).inbound?.execute?.({ args: [], headers: {} }, async () => 'answer'),
  );
  expect(answer).toBe('answer');
});

describe('a failure of ours', () => {
  test('has its code as type and its report as details', async () => {
    const error = new LongshoreError('unknown-field', 'stores has no field nam', { remedy: 'Write name.' });
    expect(await failureOf(error)).toMatchObject({
      type: 'unknown-field',
      message: 'stores has no field nam',
      nonRetryable: true,
      details: [{ code: 'unknown-field', message: 'stores has no field nam', remedy: 'Write name.' }],
    });
  });

  test.each(Object.keys(failureCodes) as FailureCode[])('%s is repeated only where waiting may help', (code) => {
    const cast = castFailure(new LongshoreError(code, 'x'), { activity: 'a', elapsedMs: 3_600_000 });
    expect(cast).toMatchObject({ type: code, nonRetryable: failureCodes[code].kind !== 'busy' });
  });

  test('carries the wait that was asked for, a second at least', async () => {
    const waitFor = (retryAfterMs: number) => failureOf(new LongshoreError('throttled', 'x', { retryAfterMs }));
    expect((await waitFor(5_000)).nextRetryDelay).toBe(5_000);
    expect((await waitFor(0)).nextRetryDelay).toBe(1_000);
    expect((await failureOf(new LongshoreError('throttled', 'x'))).nextRetryDelay).toBeUndefined();
  });

  test('is no error where it is only throttled', async () => {
    const category = async (code: FailureCode) => (await failureOf(new LongshoreError(code, 'x'))).category;
    expect(await category('throttled')).toBe(ApplicationFailureCategory.BENIGN);
    expect(await category('destination-unavailable')).not.toBe(ApplicationFailureCategory.BENIGN);
  });

  test('does not take its cause along', async () => {
    const error = new LongshoreError('storage-unavailable', 'The disk is full', { cause: new Error(canary) });
    const { failure, lines } = await thrown(error);
    expect(JSON.stringify([failure, (failure as Error).cause, lines])).not.toContain(canary);
    expect((failure as Error).stack).not.toContain(canary);
  });
});

test.each([
  [9 * 60_000, false],
  [11 * 60_000, true],
])('a changed configuration after %d ms: final is %s', async (elapsedMs, nonRetryable) => {
  const error = new LongshoreError('config-changed', 'match differs');
  expect(await failureOf(error, { elapsedMs })).toMatchObject({ type: 'config-changed', nonRetryable });
});

describe('what passes unchanged', () => {
  test.each([
    ['a cancellation', new CancelledFailure('cancelled')],
    ['an abort', Object.assign(new Error('aborted'), { name: 'AbortError' })],
    ['a failure of Temporal’s', ApplicationFailure.nonRetryable('x', 'y')],
  ])('%s', async (_, error) => {
    const { failure, lines } = await thrown(error);
    expect(failure).toBe(error);
    expect(lines).toEqual([]);
  });
});

describe('a fault of our own', () => {
  const multiline = new SyntaxError(`Unexpected token\n    at ${canary}\n    at ${canary} (a.ts:1:2)\nin JSON`);
  const parsing = () => {
    try {
      return JSON.parse(`{"name": ${canary}}`);
    } catch (error) {
      return error;
    }
  };

  test.each([
    ['of JSON.parse', parsing()],
    ['of several lines that look like a stack', multiline],
    ['whose message was changed later', Object.assign(new Error('x'), { message: `not ${canary}` })],
    ['with a cause', new Error(`bad ${canary}`, { cause: new Error(canary) })],
    ['that is a text', `record ${canary}`],
    ['that is an object', { name: canary }],
  ])('never shows what it quotes: %s', async (_, error) => {
    const { failure, lines } = await thrown(error);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    const { message, stack, details, cause } = failure as ApplicationFailure;
    expect(JSON.stringify([message, stack, details, String(cause), lines])).not.toContain(canary);
  });

  test('is tried again, and says where it happened', async () => {
    const error = Object.assign(new TypeError('x is not a function'), { code: 'ERR_ODD' });
    const { failure, lines } = await thrown(error);
    expect(failure).toMatchObject({
      type: 'internal-error',
      nonRetryable: false,
      message: 'importFiles failed with TypeError (ERR_ODD)',
      details: [{ code: 'internal-error', remedy: failureCodes['internal-error'].remedy }],
    });
    expect(lines.join('\n')).toContain('cast-failures.test.ts');
  });
});

test.each([
  [25, 0],
  [26, 1],
])('attempt %d is told in the log %d times', async (attempt, times) => {
  const { lines } = await thrown(new LongshoreError('throttled', 'x'), { attempt });
  expect(lines.filter((line) => line.includes('tried again and again'))).toHaveLength(times);
});
