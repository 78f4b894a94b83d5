import * as fc from 'fast-check';
import { epochSeconds } from '../../../sandbox/odp-stand-in/timestamp';

it.each([
  [1656691446, 1656691446],
  [0, 0],
  [-86400, -86400],
  ['2022-07-01', 1656633600],
  ['2022-07-01T16:04', 1656691440],
  ['2022-07-01T16:04:06', 1656691446],
  ['2022-07-01T16:04:06Z', 1656691446],
  ['2022-07-01T16:04:06.5Z', 1656691446.5],
  ['2022-07-01T18:04:06+02:00', 1656691446],
  ['2022-07-01T11:34:06-0430', 1656691446],
  ['2024-02-29', 1709164800],
])('reads %j', (value, seconds) => {
  expect(epochSeconds(value)).toBe(seconds);
});

it.each([
  1656691446786,
  true,
  null,
  undefined,
  '',
  '1656691446',
  '2022',
  '2022-07',
  '2022-13-01',
  '2022-02-30',
  '2023-02-29',
  '2022-00-10',
  '2022-07-00',
  '2022-07-01 16:04:06',
  '2022-07-01T24:00',
  '2022-07-01T16:60',
  '2022-07-01T16:04:60',
  '2022-07-01T16:04:06+15:00',
  '01/07/2022',
  'Fri, 01 Jul 2022 16:04:06 GMT',
  ' 2022-07-01',
])('does not read %j', (value) => {
  expect(epochSeconds(value)).toBeUndefined();
});

it('reads whatever a Date prints', () => {
  const years = { min: new Date('0000-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(years), (date) => {
      expect(epochSeconds(date.toISOString())).toBeCloseTo(date.getTime() / 1000, 3);
    }),
    process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) },
  );
});
