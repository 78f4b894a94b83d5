import fc from 'fast-check';
import { parseCron, readCron } from '../../../src/contract/schedules/cron';
import { cronWords } from '../../../src/contract/schedules/cron-words';
import { quartzExpressions, unixExpressions } from './cron-expressions';

test.each([
  ['0 6 * * *', 'every day at 06:00 UTC'],
  ['0 0 6 * * ?', 'every day at 06:00 UTC'],
  ['0 17 * * 1-5', 'Monday to Friday at 17:00 UTC'],
  ['30 15 * * 1,2,5', 'every Monday, Tuesday and Friday at 15:30 UTC'],
  ['0 9 * * 0,6', 'every Saturday and Sunday at 09:00 UTC'],
  ['0 6,18 * * *', 'every day at 06:00 and 18:00 UTC'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['* * * * *', 'every minute'],
  ['0 * * * *', 'every hour'],
  ['5 * * * *', 'every hour at 5 minutes past'],
  ['0 */2 * * *', 'every 2 hours, UTC'],
  ['*/15 8-17 * * 1-5', 'Monday to Friday, every 15 minutes of the hours 8 to 17, UTC'],
  ['5,7 1-9 * * *', 'at the minutes 5 and 7 of the hours 1 to 9, UTC'],
  ['0 8-17 * * *', 'at minute 0 of the hours 8 to 17, UTC'],
  ['0 6 1 * *', 'on the 1st of every month at 06:00 UTC'],
  ['0 6 1,22 1-3 *', 'on the 1st and 22nd of January to March at 06:00 UTC'],
  ['0 6 13 * 5', 'on the 13th of every month and every Friday at 06:00 UTC'],
  ['0 6 */10 * 1,2', 'on the 1st, 11th, 21st and 31st of every month where that is Monday or Tuesday at 06:00 UTC'],
  ['0 0 6 L * ?', 'on the last day of every month at 06:00 UTC'],
  ['0 0 6 L-1 2 ?', '1 day before the last day of February at 06:00 UTC'],
  ['0 0 6 LW * ?', 'on the last weekday (Monday to Friday) of every month at 06:00 UTC'],
  ['0 0 6 15W * ?', 'on the weekday (Monday to Friday) nearest to the 15th of every month at 06:00 UTC'],
  ['0 0 6 ? * 6L', 'on the last Friday of every month at 06:00 UTC'],
  ['0 0 6 ? * 2#3', 'on the third Monday of every month at 06:00 UTC'],
  ['30 0 6 1 1 ? 2030-2032', 'on the 1st of January in 2030 to 2032 at 06:00:30 UTC'],
  ['0/10 * * * * ?', 'every 10 seconds of every minute'],
])('%s: %s', (expression, words) => {
  expect(cronWords(parseCron(expression), 'UTC')).toBe(words);
});

test('the zone is told where hours are', () => {
  expect(cronWords(parseCron('30 8 * * *'), 'America/New_York')).toBe('every day at 08:30 America/New_York');
});

test('every expression has words', () => {
  const known = fc.oneof(unixExpressions, quartzExpressions).filter((expression) => 'cron' in readCron(expression));
  fc.assert(
    fc.property(known, (expression) => {
      expect(cronWords(parseCron(expression), 'UTC')).toMatch(/^(every|on|at|Monday|\d+ days?) [^,].*\S$/);
    }),
  );
});
