import fc from 'fast-check';
import { compileFilePattern } from '../../../src/contract/couriers/file-pattern';
import { lintFilePattern } from '../../../src/contract/couriers/lint-file-pattern';
import { repairFilePattern } from '../../../src/contract/couriers/repair-file-pattern';

const inQuotes = (date: string) =>
  `\`${date}\` stands in quotes and is no date: files are looked for that have it in their name as it is.`;
const ofEra = '`YYYY` is read as `yyyy`, which is the year.';

describe('warned of, with what was meant', () => {
  test.each([
    ["'/path/to/decisions_YYYY-MM-DD.parquet'", [inQuotes('YYYY-MM-DD')], "'path/to/decisions_'yyyy-MM-dd'.parquet'"],
    ["'path/to/file'-YYYY-MM-dd'.csv'", [ofEra], "'path/to/file'-yyyy-MM-dd'.csv'"],
    ["'orders_yyyyMMdd_*.csv'", [inQuotes('yyyyMMdd')], "'orders_'yyyyMMdd'_*.csv'"],
    ["'year=YYYY/month=MM/'dd'.csv'", [inQuotes('YYYY'), inQuotes('MM')], "'year='yyyy'/month='MM'/'dd'.csv'"],
    ["'it''s_YYYY'", [inQuotes('YYYY')], "'it''s_'yyyy"],
    ["'YYYY-MM-DD'", [inQuotes('YYYY-MM-DD')], 'yyyy-MM-dd'],
    ["'a_'YYYYMMdd", [ofEra], "'a_'yyyyMMdd"],
    ["'address_MM/MMM.csv'", [inQuotes('MM')], "'address_'MM'/MMM.csv'"],
  ])('%s', (pattern, warnings, repaired) => {
    expect(lintFilePattern(pattern)).toEqual({ warnings, repaired });
    expect(compileFilePattern(repaired).on('2020-09-13').text).toBe(
      compileFilePattern(pattern, { quotedDates: true }).on('2020-09-13').text,
    );
  });
});

test.each([
  "'files/'yyyy'/'MM'/'dd'/customers-*.csv'",
  "'COMMON/addresses/MMM_add.csv'",
  'files/customers.csv',
  'files/addresses.csv',
  'yyyyMMdd',
])('of %s there is nothing to say', (pattern) => {
  expect(lintFilePattern(pattern)).toEqual({ warnings: [] });
});

test('dates in quotes are no matter where they are read as dates', () => {
  expect(lintFilePattern("'decisions_YYYY-MM-DD.parquet'", { quotedDates: true })).toEqual({ warnings: [] });
});

test.each([
  ["ARCHIVED/FILENAME_'MM-dd-yyyy'.zip", "'ARCHIVED/FILENAME_'MM-dd-yyyy'.zip'"],
  ['/in/YYYY/MM/DD/file-*.csv', "'in/'yyyy/MM/dd'/file-*.csv'"],
  ["'a'-yyyy-MM-DD", "'a'-yyyy-MM-dd"],
  ['/yyyy/MM', 'yyyy/MM'],
  ["/'/yyyy'", "/'/'yyyy"],
  ["'/'-", '-'],
])('%s is repaired to %s', (pattern, repaired) => {
  expect(repairFilePattern(pattern)).toBe(repaired);
});

test.each([
  "'a_'yy-MM-dd",
  "'a_'yyyyMMM",
  "'a_'mm",
  "'a_",
  '',
  "'a'",
  '//yyyy',
  'files/a.csv',
  '/files/a.csv',
  '-',
  'YYYYyyyy',
  "'YYYYyyyy'",
  "'a_'yyyy-MM-dd",
])('%s is left alone', (it) => {
  expect(repairFilePattern(it)).toBeUndefined();
});

test('what is proposed can be read, and there is nothing to say of it', () => {
  let proposed = 0;
  const pattern = fc
    .array(fc.constantFrom('yyyy', 'YYYY', 'MM', 'dd', 'DD', "'", "''", '-', '/', '*', 'a', 'file', '.csv'), {
      maxLength: 9,
    })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(pattern, (it) => {
      const repaired = repairFilePattern(it);
      if (repaired === undefined) return;
      proposed += 1;
      expect(() => compileFilePattern(repaired)).not.toThrow();
      expect(lintFilePattern(repaired)).toEqual({ warnings: [] });
      expect(repairFilePattern(repaired)).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
  expect(proposed).toBeGreaterThan(300);
});
