/** A day of the calendar, `2020-04-10`: as text it sorts as a day. Whose day it is, of UTC or of a zone, says who makes it. */
export type CalendarDay = string;

const form = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day that exists, in the years 0000 to 9999. */
export function isCalendarDay(text: string): boolean {
  const [, year, month, day] = (form.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** How many days a month has; months count from 1. */
function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The day so many days later; earlier where the number is negative. */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** The days from the first to before the last. */
export function daysBetween(from: CalendarDay, to: CalendarDay): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}
