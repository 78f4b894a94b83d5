import { parseCron } from '../../../src/contract/schedules/cron';
import { cronFires } from '../../../src/contract/schedules/cron-fires';

const firesIn = (expression: string, timeZone: string, from: string, to: string): string[] =>
  [...cronFires(parseCron(expression), timeZone).between(Date.parse(from), Date.parse(to))].map((fire) =>
    new Date(fire).toISOString().replace(':00.000Z', 'Z'),
  );

describe('where the clocks change, fires are those of the server', () => {
  test.each([
    [
      '30 2 * * *',
      'America/New_York',
      '2027-03-13T00:00Z',
      '2027-03-16T00:00Z',
      ['2027-03-13T07:30Z', '2027-03-15T06:30Z'],
    ],
    [
      '30 1 * * *',
      'America/New_York',
      '2027-11-07T00:00Z',
      '2027-11-08T00:00Z',
      ['2027-11-07T05:30Z', '2027-11-07T06:30Z'],
    ],
    ['30 2 * * *', 'Europe/Berlin', '2027-10-31T00:00Z', '2027-11-01T00:00Z', ['2027-10-31T01:30Z']],
    [
      '30 1 31 10 *',
      'Europe/Berlin',
      '2027-10-30T00:00Z',
      '2027-11-01T00:00Z',
      ['2027-10-30T23:30Z', '2027-10-31T00:30Z'],
    ],
    ['30 1 * * *', 'Europe/London', '2027-03-28T00:00Z', '2027-03-29T12:00Z', ['2027-03-29T00:30Z']],
  ])('%s in %s, from %s to %s', (expression, timeZone, from, to, fires) => {
    expect(firesIn(expression, timeZone, from, to)).toEqual(fires);
  });

  test('of */20 1-3 in Berlin six of twelve are left', () => {
    expect(firesIn('*/20 1-3 * * *', 'Europe/Berlin', '2027-10-30T22:00Z', '2027-10-31T22:00Z')).toHaveLength(6);
  });
});

test('the fire before an instant is the last that is before it', () => {
  const fires = cronFires(parseCron('0 0 29 2 *'), 'UTC');
  expect(fires.previous(Date.UTC(2028, 1, 29))).toBe(Date.UTC(2024, 1, 29));
  expect(fires.previous(Date.UTC(2028, 1, 29) + 1)).toBe(Date.UTC(2028, 1, 29));
  expect(cronFires(parseCron('0 0 6 1 1 ? 2030'), 'UTC').previous(Date.UTC(2027, 0))).toBeUndefined();
  expect(cronFires(parseCron('0 0 6 1 1 ? 2020'), 'UTC').next(Date.UTC(2027, 0))).toBeUndefined();
});
