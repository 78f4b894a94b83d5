import { configFile, goodFile, placeIn, replaced } from './config-file';

const { load, refusal } = configFile();
const inZone = (timeZone: string) => replaced(goodFile, 'timeZone: Europe/Berlin', `timeZone: ${timeZone}`);

test.each([
  'UTC',
  'Europe/Berlin',
  'America/Argentina/Buenos_Aires',
  'Etc/GMT+1',
  'US/Pacific',
  'Asia/Calcutta',
  'Asia/Kolkata',
  'EST',
  'CET',
  'GB-Eire',
  'Zulu',
])('%s is a time zone', (timeZone) => {
  expect(load(inZone(timeZone)).imports['offline-stores']?.schedule).toEqual({
    ...{ cron: '0 6 * * *', timeZone, overlap: 'skip' },
    ...{ jitterMs: 0, catchUpWindowMs: 86_400_000 },
  });
});

test.each([
  ['europe/berlin', 'Europe/Berlin'],
  ['Europe/Berln', 'Europe/Berlin'],
  ['Berlin', 'Europe/Berlin'],
  ['utc', 'UTC'],
  ['us/pacific', 'America/Los_Angeles'],
  // Abbreviations of no database: Node reads the second as the time of Bangladesh.
  ['PST', 'America/Los_Angeles'],
  ['BST', 'Asia/Dhaka'],
  ['"+02:00"', undefined],
  ['GMT+2', undefined],
  ['qqq', undefined],
])('%s is none; near is %s', (timeZone, near) => {
  const text = inZone(timeZone);
  const place = placeIn(text, ` ${timeZone} }`).replace(/\d+$/, (column) => `${Number(column) + 1}`);
  const sentence = 'imports.offline-stores.schedule.timeZone must be a time zone of the IANA database';
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  const problems = refusal(text)?.problems;
  expect(problems).toEqual([`${place}: ${sentence}, such as UTC or Europe/Berlin${near === undefined ? '' : hint}`]);
});

test('without a time zone it is UTC', () => {
  const text = replaced(goodFile, ', timeZone: Europe/Berlin', '');
  expect(load(text).imports['offline-stores']?.schedule?.timeZone).toBe('UTC');
});

test('an expression that can be read in two ways is refused with both', () => {
  const text = replaced(goodFile, 'cron: 0 6 * * *', 'cron: 0 0 6 * * *');
  expect(refusal(text)?.problems).toEqual([
    expect.stringMatching(
      `^${placeIn(text, '0 0 6')}: imports.offline-stores.schedule.cron has 6 fields and no \\?.*; did you mean \`0 0 6 \\* \\* \\?\` or \`0 6 \\* \\* \\*\`\\?$`,
    ),
  ]);
  // From a variable it would be a value that is shown.
  const secret = replaced(goodFile, 'cron: 0 6 * * *', 'cron: "${CRON}"');
  expect(refusal(secret, { CRON: '0 0 6 * * *' })?.problems).toEqual([expect.not.stringContaining('did you mean')]);
});

test('how far fires may be moved, and what becomes of late ones, can be said', () => {
  const more = 'timeZone: Europe/Berlin, jitter: 5m, catchUpWindow: 2h, overlap: queue';
  expect(load(replaced(goodFile, 'timeZone: Europe/Berlin', more)).imports['offline-stores']?.schedule).toEqual({
    ...{ cron: '0 6 * * *', timeZone: 'Europe/Berlin', overlap: 'queue' },
    ...{ jitterMs: 300_000, catchUpWindowMs: 7_200_000 },
  });
  const short = refusal(replaced(goodFile, 'timeZone: Europe/Berlin', 'catchUpWindow: 9s'));
  expect(short?.problems).toEqual([expect.stringMatching(/schedule\.catchUpWindow must be .* at least 10000ms$/)]);
});
