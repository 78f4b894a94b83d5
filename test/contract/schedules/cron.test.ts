import fc from 'fast-check';
import { type CronFault, readCron } from '../../../src/contract/schedules/cron';

function cronFault(expression: string): CronFault | undefined {
  const reading = readCron(expression);
  return 'fault' in reading ? reading.fault : undefined;
}

describe('five fields', () => {
  test.each([
    '0 6 * * *',
    '*/15 0-6,22,23 * * MON-FRI',
    '0 0 1 JAN,jul *',
    '59 23 31 12 *',
    '0 0 * * 0',
    '0 0 * * 7',
    '0 0 29 2 *',
    '0-30/10 * * * *',
    '  0\t6 * *  * ',
  ])('%j can be read', (expression) => {
    expect(cronFault(expression)).toBeUndefined();
  });

  test.each([
    ['60 * * * *', 'minute'],
    ['* 24 * * *', 'hour'],
    ['* * 0 * *', 'day'],
    ['* * 32 * *', 'day'],
    ['* * * 13 *', 'month'],
    ['* * * * 8', 'weekday'],
    ['*/0 * * * *', 'minute'],
    ['1.5 -1 * * *', 'minute and hour'],
    ['H * * * FOO', 'minute and weekday'],
  ])('of %j it is told that its %s cannot be read', (expression, fields) => {
    expect(cronFault(expression)).toEqual({ message: `must be a cron expression, and its ${fields} cannot be read` });
  });

  test.each(['0 0 L * *', '0 0 15W * *', '0 0 * * 5#2', '0 0 * * 5L', '0 0 1 * +MON'])(
    '%j has what Unix does not know',
    (expression) => {
      expect(cronFault(expression)?.message).toMatch(/^has a (day|weekday) that five fields do not allow/);
    },
  );

  test('a ? is replaced by what it means', () => {
    expect(cronFault('0 6 ? * MON')?.hint).toBe('did you mean `0 6 * * MON`?');
  });
});

describe('six and seven fields are Quartz', () => {
  test.each([
    '0 0 6 * * ?',
    '0 0 6 ? * MON-FRI',
    '0 0 6 ? * 1',
    '0 0 6 ? * 7',
    '0 0/15 * * * ?',
    '0 0/15,5/20 * * * ?',
    '0 0 6 L * ?',
    '0 0 6 15W * ?',
    '0 0 6 ? * 6#3',
    '0 0 6 ? * 6L',
    '0 0 6 L-3 * ?',
    '0 0 6 LW * ?',
    '0 0 6 1,15W,L * ?',
    '0 0 6 ? * FRIL,MON#1',
    '0 0 22-2 ? * FRI-MON',
    '0 0 6 1 * ? *',
    '0 0 6 1 1 ? 2030-2035',
    // Its year is over, which makes no correct expression wrong.
    '0 0 6 1 1 ? 2020',
  ])('%j can be read', (expression) => {
    expect(cronFault(expression)).toBeUndefined();
  });

  test.each(['0 0 6 ? * 0', '0 0 6 ? * 8', '0 0 6 ? * 2-8', '60 0 6 * * ?', '0 0 6 * * ? x'])(
    '%j cannot be read',
    (expression) => {
      expect(cronFault(expression)?.message).toMatch(/its (second|weekday|year) cannot be read$/);
    },
  );

  test.each(['0 0 6 ? * ?', '? 0 6 * * *', '0 0 6 * * ? ?', '0 0 6 1 * ?/2'])('%j has its ? in a wrong place', (it) => {
    expect(cronFault(it)?.message).toMatch(/^must have one \?/);
  });

  test.each([
    ['0 0 6 * * *', '`0 0 6 * * ?` or `0 6 * * *`'],
    ['0 0 6 * * MON', '`0 0 6 ? * MON`'],
    ['0 0 6 1 * *', '`0 0 6 1 * ?` or `0 6 1 * *`'],
    ['30 0 6 * * *', '`30 0 6 * * ?`'],
    ['0 0 6 * * * *', '`0 0 6 * * ? *`'],
  ])('%j has no ?, and may be meant as %s', (expression, choices) => {
    const fault = cronFault(expression);
    expect(fault?.message).toMatch(/fields and no \?, which can be read in two ways/);
    expect(fault?.hint).toBe(`did you mean ${choices}?`);
  });
});

test.each(['', '6', '@daily', '0 6 * *', '0 0 6 * * ? * *', 'every day at six'])('%j is no expression', (it) => {
  expect(cronFault(it)?.message).toMatch(/^must be a cron expression/);
});

test.each([
  ['0 0 L * *', '0 0 0 L * ?'],
  ['0 6 * 1-6 5#2', '0 0 6 ? 1-6 6#2'],
  ['30 6 * * 0L', '0 30 6 ? * 1L'],
])('of %j the form of Quartz is proposed', (expression, quartz) => {
  expect(cronFault(expression)?.hint).toBe(`did you mean \`${quartz}\`?`);
});

test('a day may be one that its years do not have', () => {
  expect(cronFault('0 0 6 29 2 ? 2030')).toEqual({ message: 'names a day that its years do not have' });
});

test.each(['0 0 31 2 *', '0 0 30 2 *', '0 0 31 4,6,9,11 *', '0 0 0 31 2 ?', '0 0 0 30 2 ? 2030'])(
  '%j never comes',
  (expression) => {
    expect(cronFault(expression)).toEqual({ message: 'names a day that no month has' });
  },
);

const field = fc.constantFrom('*', '?', '0', '1', '6', '31', '99', '*/5', '1-5', 'MON', 'L', 'x');
const expressions = fc.array(field, { minLength: 4, maxLength: 8 }).map((fields) => fields.join(' '));

test('what is proposed can be read', () => {
  fc.assert(
    fc.property(expressions, (expression) => {
      const proposals = cronFault(expression)?.hint?.match(/`[^`]+`/g) ?? [];
      for (const proposal of proposals) expect(cronFault(proposal.slice(1, -1))).toBeUndefined();
    }),
    { numRuns: 1000, examples: [['0 0 6 99 * *'], ['61 ? * * *'], ['0 6 * * * 2027']] },
  );
});

test('a message holds nothing of the expression', () => {
  fc.assert(
    fc.property(expressions, fc.nat(5), (expression, place) => {
      const canary = expression
        .split(' ')
        .with(place % 4, 'cnry7Q')
        .join(' ');
      expect(cronFault(canary)).toEqual({ message: expect.not.stringContaining('cnry7Q') });
    }),
  );
});
