import type { JsonValue } from '../bookmark';
import { type CalendarDay, isCalendarDay } from '../calendar-day';

/** The days that a courier's bookmark says are owed: its runs have gone on without their files, and look for them again. */
export function owedIn(value: JsonValue): readonly CalendarDay[] {
  const owed = typeof value === 'object' && value !== null && 'owed' in value ? value.owed : undefined;
  return Array.isArray(owed)
    ? owed.filter((day): day is CalendarDay => typeof day === 'string' && isCalendarDay(day))
    : [];
}

/** The same bookmark with nothing owed. */
export function withoutOwed(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { owed: _, ...rest } = value as { readonly [key: string]: JsonValue | undefined };
  return rest;
}
