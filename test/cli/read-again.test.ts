import { readAgainSentence } from '../../src/cli/read-again';
import type { JsonValue } from '../../src/contract/bookmark';

const cursor = (lastFileTimestamp: number, more: object = {}): JsonValue => ({
  ...{ source: 's', lastFileTimestamp, position: 0, bytesDone: 0, quarantined: 0 },
  ...more,
});
const monday = Date.UTC(2026, 10, 23, 6);
const tuesday = Date.UTC(2026, 10, 24, 6);

test.each<[string, JsonValue, JsonValue, string]>([
  ['the same', cursor(monday), cursor(monday), 'Nothing would be read again: stores holds the same now.'],
  ['a reset', cursor(monday), null, 'The next run of stores would read everything again.'],
  ['before the first file', cursor(monday), cursor(0), 'The next run of stores would read all files again.'],
  [
    'an earlier file',
    cursor(tuesday),
    cursor(monday),
    'The next run of stores would read again what it has read since: files since 2026-11-23T06:00:00.000Z.',
  ],
  [
    'an earlier place among files of one second',
    cursor(monday, { position: 3 }),
    cursor(monday, { position: 2 }),
    'The next run of stores would read again what it has read since: files since 2026-11-23T06:00:00.000Z.',
  ],
  [
    'a later file',
    cursor(monday),
    cursor(tuesday),
    'The next run of stores would pass over files from before 2026-11-24T06:00:00.000Z.',
  ],
  [
    'what was before a reset',
    null,
    cursor(monday),
    'The next run of stores would pass over files from before 2026-11-23T06:00:00.000Z.',
  ],
  ['the state of another job', { a: 1, b: 1 }, { b: 2, a: 1 }, 'The next run of stores would find another state: b.'],
])('going back to %s', (_what, now, then, sentence) => {
  expect(readAgainSentence('stores', now, then)).toBe(sentence);
});

const shop = (watermark?: number, more: object = {}): JsonValue => ({
  source: 'project p',
  ...(watermark === undefined ? {} : { watermark }),
  ...more,
});
const open = { asOf: monday, lanes: [] };

test.each<[string, JsonValue, JsonValue, string]>([
  ['an earlier time', shop(tuesday), shop(monday), 'read again what was changed since 2026-11-23T06:00:00.000Z.'],
  ['a later time', shop(monday), shop(tuesday), 'pass over what was changed before 2026-11-24T06:00:00.000Z.'],
  ['a reading that was open', shop(tuesday), shop(monday, { open }), 'go on with a reading that was open then.'],
])('of a shop: %s', (_, now, then, what) => {
  expect(readAgainSentence('customers', now, then)).toBe(`The next run of customers would ${what}`);
});
