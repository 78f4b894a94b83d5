import { previewText, timeAtLimits } from '../../src/cli/preview';

test.each([
  [0, 0],
  [1, 0],
  [10, 0],
  [11, 1_000],
  [150, 14_000],
  [151, 60_000],
  [161, 61_000],
  [301, 120_000],
])('%d requests take at least %d ms at 10 a second and 150 a minute', (requests, ms) => {
  expect(timeAtLimits(requests, { perSecond: 10, perMinute: 150 })).toBe(ms);
});

test('a dry run tells how much, how long, what would be rejected, and the first payloads', () => {
  const text = previewText(
    {
      records: 20_000,
      rejected: 1,
      requests: 3,
      limitMs: 0,
      payloads: [{ type: 'profile', attributes: { external_id: 'a' } }],
      errors: [{ id: 'b', code: 'email-invalid', message: 'The key email is no e-mail address.' }],
    },
    'customers',
  );
  expect(text).toContain('20000 customers would be sent in 3 requests, 1 would be rejected');
  expect(text).toContain('Rejected: b: email-invalid: The key email is no e-mail address.');
  expect(text).toContain('"external_id": "a"');
});
