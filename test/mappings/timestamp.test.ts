import fc from 'fast-check';
import { isTimestamp } from '../../src/mappings/timestamp';

describe('isTimestamp', () => {
  test.each([
    '2022-07-01',
    '2024-02-29',
    '2000-02-29',
    '0001-01-01',
    '9999-12-31',
    '2022-07-01T16:04Z',
    '2022-07-01T16:04:06',
    '2022-07-01T16:04:06Z',
    '2022-07-01T16:04:06.7Z',
    '2022-07-01T16:04:06,786Z',
    '2022-07-01T16:04:06.786123456+02:00',
    '2022-07-01T16:04:06-0530',
    '2022-07-01T16:04:06+02',
  ])('%s is a time', (text) => {
    expect(isTimestamp(text)).toBe(true);
  });

  test.each([
    '',
    'now',
    '2022',
    '2022-07',
    '20220701',
    '2022-7-1',
    '01/07/2022',
    '2022-13-01',
    '2022-00-01',
    '2022-07-00',
    '2022-07-32',
    '2022-06-31',
    '2023-02-29',
    '1900-02-29',
    '2022-07-01T24:00:00Z',
    '2022-07-01T16:60:00Z',
    '2022-07-01T16:04:60Z',
    '2022-07-01T16',
    '2022-07-01 16:04:06',
    '2022-07-01T16:04:06 Z',
    '2022-07-01T16:04:06+25:00',
    ' 2022-07-01',
    '2022-07-01\n',
    '1656691446',
  ])('%j is none', (text) => {
    expect(isTimestamp(text)).toBe(false);
  });

  test('seconds of the years 1 to 9999 are times; milliseconds of our days are not', () => {
    expect([0, -1, 1656691446, 1656691446.5, -62_135_596_800, 253_402_300_799].every(isTimestamp)).toBe(true);
    expect(
      [1656691446786, 253_402_300_800, -62_135_596_801, Number.NaN, Number.POSITIVE_INFINITY].some(isTimestamp),
    ).toBe(false);
  });

  test('every date that the platform writes is one', () => {
    const date = fc.date({
      min: new Date(-62_135_596_800_000),
      max: new Date(253_402_300_799_999),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (when) => {
        expect(isTimestamp(when.toISOString())).toBe(true);
        expect(isTimestamp(when.toISOString().slice(0, 10))).toBe(true);
      }),
    );
  });
});
