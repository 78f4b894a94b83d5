import type { CalendarDay } from '../../contract/calendar-day';
import type { CourierWindow } from '../../contract/couriers/courier-window';
import type { Finding } from './find-files';
import type { MissingFiles } from './missing-files';

/**
 * The days that a run goes on without, earliest first: those that were owed and still lack files that are required, and those of
 * its window where it is to skip what is missing.
 */
export function owedDays(
  { absent, notReady }: Finding,
  { window, missing, skipMissing }: { window: CourierWindow; missing: MissingFiles; skipMissing: boolean },
): CalendarDay[] {
  const owed = new Set(window.kind === 'days' ? window.owed : []);
  const still = [...absent, ...notReady].filter(
    ({ entity, late, day }) => late && entity.required && owed.has(day ?? ''),
  );
  const skipped = skipMissing ? [...missing.absent, ...missing.notReady] : [];
  return [...new Set([...still, ...skipped].flatMap(({ day }) => day ?? []))].sort();
}
