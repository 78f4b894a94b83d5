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

const preview = {
  records: 20_000,
  rejected: 1,
  requests: 3,
  readMs: 65_000,
  limitMs: 0,
  details: [],
  payloads: [{ type: 'profile', attributes: { external_id: 'a' } }],
  errors: [{ id: 'b', code: 'email-invalid', message: 'The key email is no e-mail address.' }],
};

test('a dry run tells how much, how long, what would be rejected, and the first payloads', () => {
  const text = previewText(preview, 'customers');
  expect(text).toContain('20,000 customers would be sent in 3 requests, 1 would be rejected');
  expect(text).toContain(
    'take less than a second.\nTo read all of it took 1m 05s: a run takes about the longer of the two',
  );
  expect(text).not.toContain('one by one');
  expect(text).toContain('Rejected: b: email-invalid: The key email is no e-mail address.');
  expect(text).toContain('"external_id": "a"');
});

test('what may be refused in bulk is told with the time that it takes one by one, and of which kinds it is', () => {
  const details = [
    { what: 'Placed Order', count: 5_000 },
    { what: 'Ordered Product', count: 15_000 },
  ];
  const text = previewText({ ...preview, limitMs: 61_000, singlyMs: 300_000, details }, 'events');
  expect(text).toContain('take 1m 01s.');
  expect(text).toContain('one by one: at most 20,000 requests more, 5m 00s.');
  expect(text).toContain('Placed Order: 5,000\nOrdered Product: 15,000\n');
});
