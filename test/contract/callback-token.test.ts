import { callbackToken, newCallbackSecret, passNamedBy } from '../../src/contract/callback-token';

const pass = { id: 'nightly-report.2', jobId: '01a20b59-4c28-787a-bbd5-2632409d2916', pass: 12 };

test('a token is the same for every attempt of a pass, and names it', async () => {
  const secret = newCallbackSecret();
  const token = await callbackToken(secret, pass);
  expect(await callbackToken(secret, pass)).toBe(token);
  expect(passNamedBy(token)).toEqual(pass);
});

test('another pass, job or secret has another', async () => {
  const secret = newCallbackSecret();
  const tokens = await Promise.all([
    callbackToken(secret, pass),
    callbackToken(secret, { ...pass, pass: 13 }),
    callbackToken(secret, { ...pass, id: 'other' }),
    callbackToken(newCallbackSecret(), pass),
  ]);
  expect(new Set(tokens.map((token) => token.split(':').at(-1))).size).toBe(4);
});

test.each(['', 'nonsense', 'a:b:1', `a/b:c:1:${'x'.repeat(43)}`, `a:c:0:${'x'.repeat(43)}`, `a:c:1:${'x'.repeat(44)}`])(
  '%j is no token',
  (text) => {
    expect(passNamedBy(text)).toBeUndefined();
  },
);
