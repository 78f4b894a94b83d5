/**
 * Fires in UTC by the plain meaning of the fields, day by day: each item of a field is asked whether it means the value.
 * Nothing of it is shared with what is tested with it.
 */
export function walkedFires(expression: string, from: number, to: number, most: number): number[] {
  const fields = expression.split(' ');
  const isUnix = fields.length === 5;
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = '', year = '*'] = isUnix
    ? ['0', ...fields]
    : fields;
  const fires: number[] = [];
  for (let at = from; at < to && fires.length < most; at += 86_400_000) {
    const date = new Date(at);
    const [y, m, d, w] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()];
    const last = new Date(Date.UTC(y, m, 0)).getUTCDate();
    if (!isMeant(year, y, 2099) || !isMeant(month, m, 12)) continue;
    if (isUnix ? !isUnixDay(day, weekday, { d, w }) : !isQuartzDay(day, weekday, { d, w, last })) continue;
    const of = (field: string, size: number) =>
      Array.from({ length: size }, (_, index) => index).filter((value) => isMeant(field, value, size - 1));
    const [hours, minutes, seconds] = [of(hour, 24), of(minute, 60), of(second, 60)];
    for (const h of hours) {
      for (const n of minutes) for (const s of seconds) fires.push(at + ((h * 60 + n) * 60 + s) * 1_000);
    }
  }
  return fires.slice(0, most);
}

interface WalkedDay {
  readonly d: number;
  readonly w: number;
  readonly last: number;
}

function isUnixDay(day: string, weekday: string, { d, w }: Pick<WalkedDay, 'd' | 'w'>): boolean {
  const isDay = isMeant(day, d, 31);
  const isWeekday = weekday.startsWith('*/') ? w % Number(weekday.slice(2)) === 0 : isMeant(weekday, w, 6);
  const isStarred = day.startsWith('*') || weekday.startsWith('*');
  return isStarred ? isDay && (weekday === '*' || isWeekday) : isDay || isWeekday;
}

function isQuartzDay(day: string, weekday: string, walked: WalkedDay): boolean {
  if (weekday === '?') return day.split(',').some((item) => isMeantDay(item, walked));
  return weekday.split(',').some((item) => isMeantWeekday(item, walked));
}

function isMeantDay(item: string, { d, w, last }: WalkedDay): boolean {
  const isWorkday = (other: number) => ![0, 6].includes((((w + other - d) % 7) + 7) % 7);
  if (item === 'LW') return d === [last, last - 1, last - 2].find(isWorkday);
  if (item.startsWith('L')) return d === last - Number(item.slice(2) || 0);
  if (item.endsWith('W')) {
    const wanted = Number(item.slice(0, -1));
    const near = [wanted, wanted - 1, wanted + 1, wanted - 2, wanted + 2];
    return wanted <= last && d === near.find((other) => other >= 1 && other <= last && isWorkday(other));
  }
  return isMeant(item, d, 31);
}

function isMeantWeekday(item: string, { d, w, last }: WalkedDay): boolean {
  if (item === 'L') return w === 6;
  if (item.endsWith('L')) return w + 1 === Number(item.slice(0, -1)) && d + 7 > last;
  const [named, nth] = item.split('#');
  if (nth !== undefined) return w + 1 === Number(named) && Math.ceil(d / 7) === Number(nth);
  return isMeant(item, w + 1, 7);
}

function isMeant(field: string, value: number, highest: number): boolean {
  const lowest = highest === 59 || highest === 23 ? 0 : 1;
  return field.split(',').some((item) => {
    const [base = '', step = '1'] = item.split('/');
    if (base === '*') return (value - lowest) % Number(step) === 0;
    const [low = 0, high = item.includes('/') ? highest : low] = base.split('-').map(Number);
    return value >= low && value <= high && (value - low) % Number(step) === 0;
  });
}
