import { timeFormat } from '../../../src/contract/couriers/time-format';

describe('Formats of dates and times', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss.SSS', '%Y-%m-%d %H:%M:%S.%n', '2020-05-01 10:00:00.123'],
    ['YYYYMMdd', '%Y%m%d', '20200501'],
    ['dd MMM yyyy', '%d %b %Y', '1 May 2020'],
    ['EEEE, d MMMM yy hh:mm a', '%A, %d %B %y %I:%M %p', 'Friday, 1 May 20 08:30 PM'],
    ["yyyy-MM-dd'T'HH:mm:ssZ", '%Y-%m-%dT%H:%M:%S%z', '2020-05-01T10:00:00+02:00'],
    ["h 'o''clock' a", "%I o'clock %p", "8 o'clock am"],
    ["100% 'at' DDD", '100%% at %j', '100% at 123'],
  ])('%s', (pattern, strptime, value) => {
    const format = timeFormat(pattern);
    expect(format).toMatchObject({ strptime });
    expect(value).toMatch(new RegExp(`^(?:${'shape' in format ? format.shape : ''})$`));
  });

  it('take a year of as many digits as they have letters for', () => {
    const format = timeFormat('MM/dd/yyyy');
    expect('05/01/20').not.toMatch(new RegExp(`^(?:${'shape' in format ? format.shape : '.*'})$`));
  });

  it.each([
    ['yyyy-MM-ddTHH', "the letter T must stand in quotes: 'T'"],
    ['HH:mm z', 'z, the name of a zone, cannot be read: Z is an offset such as -0800'],
    ["yyyy 'at", 'a quote is not closed'],
    ['yyyy-MM-dd Q', 'Q is no letter of a date or a time; text stands in single quotes'],
  ])('that are none: %s', (pattern, fault) => {
    expect(timeFormat(pattern)).toEqual({ fault });
  });
});
