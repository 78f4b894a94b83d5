const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/;

/** The years 1 to 9999 in epoch seconds, as ISO 8601 can write them. Milliseconds of today lie beyond, and are refused. */
const [earliest, latest] = [-62_135_596_800, 253_402_300_799];

/** True for what ODP takes as a time: ISO 8601 with or without a time of day, or epoch seconds as a number. */
export function isTimestamp(value: string | number): boolean {
  if (typeof value === 'number') return value >= earliest && value <= latest;
  const found = iso.exec(value);
  if (found === null) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
