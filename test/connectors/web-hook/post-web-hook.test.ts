import { startWebHookSink, type WebHookSink } from '../../../sandbox/web-hook-sink';
import { postWebHook, reachWebHook } from '../../../src/connectors/web-hook';
import { LongshoreError } from '../../../src/contract/failure';

const secret = 'canary-signing-secret';
const never = new AbortController().signal;
let sink: WebHookSink;
beforeAll(async () => {
  sink = await startWebHookSink(secret);
});
afterAll(() => sink.stop());

const post = (url: string, more: { secret?: string; signal?: AbortSignal } = {}) =>
  postWebHook({
    url,
    where: 'The web hook of the channel ops',
    body: '{"a":"ü"}',
    idempotencyKey: 'k/ops',
    signal: never,
    ...more,
  });
const thrown = async (work: Promise<void>): Promise<LongshoreError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LongshoreError) return error;
  throw new Error(`not thrown, or another: ${String(error)}`);
};

test('what it sends bears its key, and a signature that the receiver can verify', async () => {
  await post(sink.url('/canary-path'), { secret });
  expect(sink.messages.at(-1)).toEqual({ path: '/canary-path', key: 'k/ops', signed: true, body: '{"a":"ü"}' });
  await post(sink.url('/plain'));
  expect(sink.messages.at(-1)).toMatchObject({ signed: false });
  await post(sink.url('/other'), { secret: 'another-signing-secret' });
  expect(sink.messages.at(-1)).toMatchObject({ signed: false });
});

test.each([
  [204, {}, undefined],
  [408, {}, { code: 'destination-unavailable', retryable: true }],
  [429, { 'retry-after': '7' }, { code: 'throttled', retryable: true, retryAfterMs: 7_000 }],
  [500, {}, { code: 'destination-unavailable', retryable: true }],
  [503, { 'retry-after': '3' }, { code: 'destination-unavailable', retryAfterMs: 3_000 }],
  [400, {}, { code: 'destination-refused', retryable: false }],
  [404, {}, { code: 'destination-refused', retryable: false }],
  [410, {}, { code: 'destination-refused', retryable: false }],
  [302, { location: 'PLACE' }, { code: 'destination-refused', retryable: false }],
] as const)('an answer of %s', async (status, headers, expected) => {
  const before = sink.messages.length;
  const path = `/canary-path/${status}`;
  const placed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value === 'PLACE' ? sink.url('/elsewhere') : value]),
  );
  sink.answer(path, { status, headers: placed });
  if (expected === undefined) await post(sink.url(path));
  else {
    const error = await thrown(post(sink.url(path), { secret }));
    expect(error).toMatchObject(expected);
    expect(`${error.message} ${error.remedy} ${String(error.cause)}`).not.toMatch(/canary|127\.0\.0\.1|other side/);
  }
  // A redirect is not followed.
  expect(sink.messages).toHaveLength(before + 1);
});

test('a host that is away is one to try later, and its address is not told', async () => {
  const gone = await startWebHookSink(secret);
  const url = gone.url('/canary-path');
  await gone.stop();
  const error = await thrown(post(url));
  expect(error).toMatchObject({ code: 'destination-unavailable', retryable: true });
  expect(error.message).toBe('The web hook of the channel ops does not answer (ECONNREFUSED).');
  expect(error.cause).toBeUndefined();
  expect(await thrown(reachWebHook(url, 'It', never))).toMatchObject({
    message: 'It cannot be reached (ECONNREFUSED).',
  });
});

test('a cancel is passed on', async () => {
  await expect(post(sink.url('/x'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a look at it sends nothing', async () => {
  const before = sink.messages.length;
  await reachWebHook(sink.url('/canary-path'), 'It', never);
  expect(sink.messages).toHaveLength(before);
});
