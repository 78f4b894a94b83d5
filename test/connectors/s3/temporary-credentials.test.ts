import { TemporaryCredentials } from '../../../src/connectors/s3/temporary-credentials';

const minute = 60_000;

/** Keys that are good for so long, each with a number. */
function credentialsFor(lifeMs: number | undefined) {
  let asked = 0;
  const credentials = new TemporaryCredentials(async () => {
    asked += 1;
    await new Promise((resolve) => setImmediate(resolve));
    const expiration = lifeMs === undefined ? {} : { expiration: new Date(Date.now() + lifeMs) };
    return { accessKeyId: String(asked), secretAccessKey: 's', ...expiration };
  });
  return { credentials, asked: () => asked };
}

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'], now: 1_600_000_000_000 }));
afterEach(() => jest.useRealTimers());

test('all who ask at once are given the same key, which is fetched once', async () => {
  const { credentials, asked } = credentialsFor(60 * minute);
  const keys = await Promise.all(Array.from({ length: 20 }, () => credentials.get()));
  expect(new Set(keys).size).toBe(1);
  expect(asked()).toBe(1);
});

test.each([
  [60 * minute, 55 * minute],
  [15 * minute, 10 * minute],
  [8 * minute, 4 * minute],
  [2 * minute, minute],
])('a key of %i ms is used for %i ms', async (lifeMs, usedMs) => {
  const { credentials } = credentialsFor(lifeMs);
  await credentials.get();
  jest.advanceTimersByTime(usedMs - 1);
  expect((await credentials.get()).accessKeyId).toBe('1');
  jest.advanceTimersByTime(1);
  expect((await credentials.get()).accessKeyId).toBe('2');
});

test('a key that does not say when it ends is kept until it is given up', async () => {
  const { credentials } = credentialsFor(undefined);
  const first = await credentials.get();
  jest.advanceTimersByTime(10_000 * minute);
  expect(await credentials.get()).toBe(first);
  credentials.forget(first);
  const second = await credentials.get();
  expect(second.accessKeyId).toBe('2');
  credentials.forget(first);
  expect(await credentials.get()).toBe(second);
});

test('what fails is not kept: the next who ask ask anew', async () => {
  let asked = 0;
  const credentials = new TemporaryCredentials(async () => {
    asked += 1;
    if (asked === 1) throw new Error('away');
    return { accessKeyId: 'a', secretAccessKey: 's' };
  });
  await expect(Promise.all([credentials.get(), credentials.get()])).rejects.toThrow('away');
  expect((await credentials.get()).accessKeyId).toBe('a');
  expect(asked).toBe(2);
});
