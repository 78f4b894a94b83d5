import fc from 'fast-check';
import { addDays } from '../../../src/contract/calendar-day';
import { compileFilePattern } from '../../../src/contract/couriers/file-pattern';
import { LongshoreError } from '../../../src/contract/failure';

const matchesOn = (pattern: string, day: string, name: string, quotedDates = false) =>
  compileFilePattern(pattern, { quotedDates }).on(day).matches(name);

function refusal(pattern: string): LongshoreError {
  try {
    compileFilePattern(pattern);
  } catch (error) {
    if (error instanceof LongshoreError) return error;
    throw error;
  }
  throw new Error(`${pattern} was read`);
}

describe('filled with 10 April 2020', () => {
  test.each([
    ["'files/'yyyy'/'MM'/'dd'/customers-*.csv'", 'files/2020/04/10/customers-*.csv', 'files/2020/04/10/customers-'],
    ["'files/'yyyy/MM/dd'/customers-*.csv'", 'files/2020/04/10/customers-*.csv', 'files/2020/04/10/customers-'],
    ["'a_'yyyyMMdd'.csv'", 'a_20200410.csv', 'a_20200410.csv'],
    ["'a_'MM-dd-yyyy'.csv'", 'a_04-10-2020.csv', 'a_04-10-2020.csv'],
    ["'a_'yyyy_MM_dd'.csv'", 'a_2020_04_10.csv', 'a_2020_04_10.csv'],
    ["'a_'YYYYMMdd'.csv'", 'a_20200410.csv', 'a_20200410.csv'],
    ['yyyy/MM/dd/*', '2020/04/10/*', '2020/04/10/'],
    ['yyyyMMdd', '20200410', '20200410'],
    ["'responsys/outbound_files/*_STATE_'yyyyMMdd'_*.txt.gpg'", 'responsys/outbound_files/*_STATE_20200410_*.txt.gpg'],
    ["'a/'*'.cbor'", 'a/*.cbor', 'a/'],
    ["'a/**/x'", 'a/*/x', 'a/'],
    ["'it''s 'yyyy''MM", "it's 2020'04", "it's 2020'04"],
    ["''yyyy''", "'2020'", "'2020'"],
    ["'a''''b'", "a''b", "a''b"],
    ["'a'-.,:#_ 'b'", 'a-.,:#_ b', 'a-.,:#_ b'],
    ["'/path/a.csv'", 'path/a.csv', 'path/a.csv'],
    ["'//path/a.csv'", '/path/a.csv', '/path/a.csv'],
    ["/'a.csv'", 'a.csv', 'a.csv'],
    ["'parts/'yyyy'/'", 'parts/2020/*', 'parts/2020/'],
    ["'parts/'yyyy/", 'parts/2020/*', 'parts/2020/'],
    ['files/customers.csv', 'files/customers.csv', 'files/customers.csv'],
    ['/path/to/archive/ArchiveName.zip', 'path/to/archive/ArchiveName.zip', 'path/to/archive/ArchiveName.zip'],
    ['files/addresses-*.csv', 'files/addresses-*.csv', 'files/addresses-'],
    ["'decisions_YYYY-MM-DD.parquet'", 'decisions_YYYY-MM-DD.parquet', 'decisions_YYYY-MM-DD.parquet'],
    ["'date='yyyy-MM-dd'/'yyyyMMdd", 'date=2020-04-10/20200410', 'date=2020-04-10/20200410'],
  ])('%s', (pattern, text, prefix = text.slice(0, text.indexOf('*'))) => {
    expect(compileFilePattern(pattern).on('2020-04-10')).toMatchObject({ text, prefix });
  });

  test.each([
    ["'/path/to/decisions_YYYY-MM-DD.parquet'", 'path/to/decisions_2020-04-10.parquet'],
    ["'addresses/yyyy/MM/dd/MMM.csv'", 'addresses/2020/04/10/MMM.csv'],
    ["'ordersYYYYMMDD.csv'", 'orders20200410.csv'],
    ["'COMMON/add.csv'", 'COMMON/add.csv'],
    ["'year=YYYY/month=MM/day=DD/*'", 'year=2020/month=04/day=10/*'],
  ])('%s where dates in quotes are dates', (pattern, text) => {
    expect(compileFilePattern(pattern, { quotedDates: true }).on('2020-04-10').text).toBe(text);
  });
});

describe("the pattern 'files/'yyyy'/'MM'/'dd'/customers-*.csv' on its day", () => {
  const pattern = "'files/'yyyy'/'MM'/'dd'/customers-*.csv'";

  test.each(['customers-.csv', 'customers-1.csv', 'customers-hello-world.csv'])('matches %s', (name) => {
    expect(matchesOn(pattern, '2020-04-10', `files/2020/04/10/${name}`)).toBe(true);
  });

  test.each(['customers-.csv.0', 'customers-0.json', 'customers-0/1/file.csv', 'customers.csv', 'customers-1.CSV'])(
    'does not match %s',
    (name) => {
      expect(matchesOn(pattern, '2020-04-10', `files/2020/04/10/${name}`)).toBe(false);
    },
  );

  test('matches no file of another day', () => {
    expect(matchesOn(pattern, '2020-04-11', 'files/2020/04/10/customers-1.csv')).toBe(false);
  });
});

test('keys are taken as they are', () => {
  const pattern = "'type=events/date='yyyy-MM-dd'/event=*/*.parquet'";
  for (const event of ['NULL', 'Main_Nav_javascript%3Avoid(0);', 'sp ace+plus', 'ünïcode☃']) {
    expect(matchesOn(pattern, '2020-09-13', `type=events/date=2020-09-13/event=${event}/part-0.parquet`)).toBe(true);
  }
  expect(matchesOn(pattern, '2020-09-13', 'type=events/date=2020-09-13/_SUCCESS')).toBe(false);
  expect(matchesOn("'a.c'", '2020-09-13', 'abc')).toBe(false);
});

test('a pattern that ends in a slash means what lies one level below', () => {
  for (const [name, expected] of [
    ['t/2020-04-10.parquet/part-0', true],
    ['t/2020-04-10.parquet/deeper/part-0', false],
    ['t/2020-04-10.parquet', false],
  ] as const) {
    expect(matchesOn("'t/'yyyy-MM-dd'.parquet/'", '2020-04-10', name)).toBe(expected);
  }
});

describe('the day of a name', () => {
  const dayOf = (pattern: string, name: string) => compileFilePattern(pattern).ofAnyDay.match(name);

  test.each([
    ["'a_'yyyy-MM-dd'_*.csv'", 'a_2020-04-10_1.csv', '2020-04-10'],
    ["'a_'MMddyyyy", 'a_02292020', '2020-02-29'],
    ["'a_'yyyy-MM", 'a_2020-04', '2020-04-01'],
    ["'a_'yyyy", 'a_2020', '2020-01-01'],
    ["'a_'yyyy'_'dd", 'a_2020_31', '2020-01-31'],
    ["'date='yyyy-MM-dd'/'yyyyMMdd", 'date=2020-04-10/20200410', '2020-04-10'],
    ["*yyyyMMdd'.csv'", '99999999-20200410.csv', '2020-04-10'],
    ["*yyyyMMdd'*'", '2020041020210101', '2020-04-10'],
  ])('%s says of %s: %s', (pattern, name, day) => {
    expect(dayOf(pattern, name)).toEqual({ day });
  });

  test.each([
    ["'a_'MM-dd", 'a_02-29'],
    ["'a_*'", 'a_x'],
    ['a.csv', 'a.csv'],
  ])('%s has no year, and says none of %s', (pattern, name) => {
    expect(dayOf(pattern, name)).toEqual({ day: undefined });
  });

  test.each([
    ["'a_'yyyy-MM-dd", 'a_2021-02-29'],
    ["'a_'yyyy-MM-dd", 'a_2021-13-01'],
    ["'a_'yyyy-MM-dd", 'a_2021-00-10'],
    ["'a_'yyyy-MM-dd", 'a_2021-1-10'],
    ["'a_'MM-dd", 'a_02-30'],
    ["'a_'dd", 'a_32'],
    ["'date='yyyy-MM-dd'/'yyyyMMdd", 'date=2020-04-10/20200411'],
    ["*yyyyMMdd'.csv'", 'a/20200410.csv'],
  ])('%s does not match %s', (pattern, name) => {
    expect(dayOf(pattern, name)).toBeUndefined();
  });

  test('a name of a thousand digits is soon refused', () => {
    const pattern = compileFilePattern("*yyyy*MM*dd*yyyy*'x'");
    const start = performance.now();
    expect(pattern.ofAnyDay.match('2'.repeat(1023))).toBeUndefined();
    expect(pattern.on('2222-12-22').matches('2'.repeat(1023))).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('what all names begin with ends where a date or a star begins', () => {
    expect(compileFilePattern("'a/b='yyyy'/c'").ofAnyDay.prefix).toBe('a/b=');
    expect(compileFilePattern("'a/*/c'").ofAnyDay.prefix).toBe('a/');
    expect(compileFilePattern("yyyy'/c'").ofAnyDay.prefix).toBe('');
  });

  test.each([
    ["'a_*_'yyyy", true],
    ["'a_'yyyy'*'dd", true],
    ["'a_'yyyy'_*'", false],
    ["'a_*'", false],
  ])('in %s a date stands behind a star: %s', (pattern, isAmbiguous) => {
    expect(compileFilePattern(pattern).isAmbiguous).toBe(isAmbiguous);
  });
});

describe('refused', () => {
  const others = (at: number) =>
    `must have nothing but yyyy, MM and dd for letters outside of quotes, and has others at character ${at}.`;

  test.each([
    ["'a_'yyyy-MM-DD", others(13), "`DD` is no part of a date: day of month is dd; did you mean `'a_'yyyy-MM-dd`?"],
    ["'a_'yy", others(5), '`yy` is no part of a date: the year is yyyy.'],
    ["'a_'yyyyMMM", others(9), '`MMM` is no part of a date: the month is MM.'],
    ["'a_'mm", others(5), '`mm` is no part of a date: the month is MM.'],
    [
      "ARCHIVED/FILENAME_'MM-dd-yyyy'.zip",
      others(1),
      "`A` is no part of a date: put text in quotes; did you mean `'ARCHIVED/FILENAME_'MM-dd-yyyy'.zip'`?",
    ],
    [
      'path/decisions_YYYY-MM-DD.parquet',
      others(1),
      "`p` is no part of a date: put text in quotes; did you mean `'path/decisions_'yyyy-MM-dd'.parquet'`?",
    ],
    [
      "'a/'yyyy/file_*.csv",
      others(10),
      "`f` is no part of a date: put text in quotes; did you mean `'a/'yyyy'/file_*.csv'`?",
    ],
    ["'a_'yyyy'T'HH", others(12), '`HH` is no part of a date: put text in quotes'],
    ["'a_", 'must close the quote that opens at character 1.', 'see its quotes.'],
    ["'a'yyyy'b''", 'must close the quote that opens at character 8.', 'see its quotes.'],
    ['', 'must name a file or a folder.', 'see its quotes.'],
    ["'/'", 'must name a file or a folder.', 'see its quotes.'],
  ])('%s', (pattern, message, remedy) => {
    const { code, message: said, remedy: told } = refusal(pattern);
    expect(code).toBe('config-invalid');
    expect(said).toBe(`${JSON.stringify(pattern)} ${message}`);
    expect(told).toContain(remedy);
  });
});

/** A part of a pattern before it is written: text of literals, a date's part, or a star. */
const part = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...'a/-2019_0é'), minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom("a'b", "0''0", 'y', 'MM', 'dd') },
  { weight: 3, arbitrary: fc.constantFrom({ token: 'yyyy' }, { token: 'MM' }, { token: 'dd' }) },
  { weight: 2, arbitrary: fc.constant('*') },
);
type Part = string | { readonly token: string };
const someParts: fc.Arbitrary<readonly Part[]> = fc.array(part, { minLength: 1, maxLength: 7 });
const someDay = fc.integer({ min: -800, max: 800 }).map((days) => addDays('2020-01-10', days));

/** Written with quotes around what needs them; what does not need them has them or not, by the bits of `choice`. */
function written(parts: readonly Part[], choice: number): string {
  const texts = parts.map((one, index) => {
    if (typeof one !== 'string') return one.token;
    const isPlain = !/[A-Za-z]/.test(one);
    const inside = one.replaceAll("'", "''");
    return isPlain && ((choice >> index) & 1) === 1 ? inside : `'${inside}'`;
  });
  // Two quoted texts beside each other would be one with a quote in it.
  return texts.reduce((all, text) => (all.endsWith("'") && text.startsWith("'") ? `${all}_${text}` : all + text), '');
}

function expectedText(parts: readonly Part[], choice: number, day: string): string {
  const [yyyy = '', MM = '', dd = ''] = day.split('-');
  const values: Record<string, string> = { yyyy, MM, dd };
  let all = '';
  let before = '';
  for (const [index, one] of parts.entries()) {
    const text = written([one], choice >> index);
    if (before.endsWith("'") && text.startsWith("'")) all += '_';
    all += typeof one === 'string' ? one : (values[one.token] ?? '');
    before = text;
  }
  const withoutSlash = all.startsWith('/') ? all.slice(1) : all;
  return withoutSlash.endsWith('/') ? `${withoutSlash}*` : withoutSlash;
}

/** What a star means, said once more and in the plainest way. */
function plainMatch(text: string, name: string): boolean {
  if (text === '') return name === '';
  if (text.startsWith('*')) {
    return plainMatch(text.slice(1), name) || (name !== '' && !name.startsWith('/') && plainMatch(text, name.slice(1)));
  }
  return text[0] === name[0] && name !== '' && plainMatch(text.slice(1), name.slice(1));
}

const filler = fc.string({ unit: fc.constantFrom(...'a/-201'), maxLength: 3 });

test('patterns are what a plain matcher makes of them', () => {
  let matched = 0;
  const property = fc.property(
    someParts,
    fc.nat({ max: 127 }),
    someDay,
    someDay,
    fc.array(filler, { minLength: 4, maxLength: 4 }),
    fc.option(fc.tuple(fc.nat({ max: 20 }), filler)),
    (parts, choice, day, otherDay, fillers, change) => {
      const pattern = written(parts, choice);
      const text = expectedText(parts, choice, day);
      const isText = !pattern.includes("'") && !/yyyy|MM|dd/.test(pattern);
      fc.pre(
        text !== '' && (isText || pattern.includes("'") || /^[^A-Za-z]*$/.test(pattern.replace(/yyyy|MM|dd/g, ''))),
      );
      // Equal parts of a date beside each other are more letters than a part has.
      fc.pre(!/y{5}|M{3}|d{3}/.test(pattern.replace(/'(?:[^']|'')*'/g, '_')));
      const compiled = compileFilePattern(pattern);
      const filled = compiled.on(day);
      expect(plainMatch(filled.text.replace(/\*+/g, '*'), filled.text.replaceAll('*', ''))).toBe(true);
      expect(filled.text).toBe(text.replace(/\*+/g, '*'));

      let star = 0;
      let name = text.replace(/\*+/g, () => fillers[star++ % fillers.length] ?? '');
      if (change !== null) name = name.slice(0, change[0]) + change[1] + name.slice(change[0] + 1);
      const expected = plainMatch(text, name);
      expect(filled.matches(name)).toBe(expected);
      if (expected) expect(name.startsWith(filled.prefix)).toBe(true);
      if (expected) matched += 1;

      const found = compiled.ofAnyDay.match(name);
      if (expected) expect(found).toBeDefined();
      if (found?.day !== undefined) expect(plainMatch(expectedText(parts, choice, found.day), name)).toBe(true);
      if (found === undefined) expect(plainMatch(expectedText(parts, choice, otherDay), name)).toBe(false);
      else expect(name.startsWith(compiled.ofAnyDay.prefix)).toBe(true);
    },
  );
  fc.assert(property, { numRuns: 3000 });
  expect(matched).toBeGreaterThan(500);
});
