import fc from 'fast-check';

interface Bounds {
  readonly low: number;
  readonly high: number;
}

const value = ({ low, high }: Bounds) => fc.integer({ min: low, max: high }).map(String);
const range = (bounds: Bounds) =>
  fc
    .tuple(fc.integer({ min: bounds.low, max: bounds.high }), fc.integer({ min: bounds.low, max: bounds.high }))
    .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
/** Croner takes no step over the highest value. */
const stepOf = ({ high }: Bounds) => fc.integer({ min: 2, max: Math.min(20, high) });

/** A field of values, ranges, steps and lists of them. */
function field(bounds: Bounds, isQuartz = false): fc.Arbitrary<string> {
  const step = stepOf(bounds);
  const item = fc.oneof(
    { arbitrary: value(bounds), weight: 3 },
    range(bounds),
    fc.tuple(range(bounds), step).map(([one, by]) => `${one}/${by}`),
    ...(isQuartz ? [fc.tuple(value(bounds), step).map(([one, by]) => `${one}/${by}`)] : []),
  );
  const list = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(','));
  return fc.oneof(
    { arbitrary: list, weight: 4 },
    step.map((by) => `*/${by}`),
    fc.constant('*'),
  );
}

const minutes = { low: 0, high: 59 };
const hours = { low: 0, high: 23 };
const days = { low: 1, high: 28 };
const months = { low: 1, high: 12 };

/** Expressions of five fields that can be read. */
export const unixExpressions = fc
  .tuple(field(minutes), field(hours), field(days), field(months), field({ low: 0, high: 6 }))
  .map((fields) => fields.join(' '));

const quartzDay = fc.oneof(
  field(days, true),
  fc.constantFrom('L', 'LW', 'L-2', 'L-7', '1,L', '15,LW'),
  fc.integer({ min: 1, max: 31 }).map((day) => `${day}W`),
);
const quartzWeekday = fc.oneof(
  field({ low: 1, high: 7 }, true),
  fc.constant('L'),
  fc.integer({ min: 1, max: 7 }).map((weekday) => `${weekday}L`),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([weekday, nth]) => `${weekday}#${nth}`),
);
const dayAndWeekday = fc.oneof(
  quartzDay.map((day) => [day, '?'] as const),
  quartzWeekday.map((weekday) => ['?', weekday] as const),
);
const seconds = fc.constantFrom('0', '0', '0', '30', '0/30', '15,45');

/** Expressions of Quartz that can be read, with six fields or seven. */
export const quartzExpressions = fc
  .tuple(
    seconds,
    field(minutes, true),
    field(hours, true),
    dayAndWeekday,
    field(months, true),
    fc.constantFrom('', ' *', ' 2027', ' 2026/1'),
  )
  .map(
    ([second, minute, hour, [day, weekday], month, year]) =>
      `${second} ${minute} ${hour} ${day} ${month} ${weekday}${year}`,
  );
