import { compileFilePattern } from '../contract/couriers/file-pattern';
import type { CourierConfig } from './courier';

/** True where a courier finds other files on other days, so that a run must be told which. */
export function isDated({ entities, quotedDates }: Pick<CourierConfig, 'entities' | 'quotedDates'>): boolean {
  return entities.some(({ pattern }) => compileFilePattern(pattern, { quotedDates }).isDated);
}
