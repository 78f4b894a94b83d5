import type { CourierObject } from '../../contract/couriers/courier-file';
import { lintFilePattern } from '../../contract/couriers/lint-file-pattern';
import { LongshoreError } from '../../contract/failure';
import type { Finding, SoughtDay } from './find-files';

const mostNamed = 10;

/** What is missing of a window: files that are required, and days that are not complete. */
export interface MissingFiles {
  readonly absent: readonly SoughtDay[];
  readonly notReady: readonly SoughtDay[];
}

/**
 * What keeps a run from going on. Where every entity is optional, one file of the window must be there. Days before the
 * window are not waited for.
 */
export function missingFiles({ sought, absent, notReady }: Finding): MissingFiles {
  const isRequired = ({ entity, late }: SoughtDay) => entity.required && !late;
  const own = absent.filter(({ late }) => !late);
  const isNothing = own.length === sought && !own.some(isRequired);
  return { absent: isNothing ? own : own.filter(isRequired), notReady: notReady.filter(isRequired) };
}

/**
 * What keeps a run from going on, as a failure: `required-file-missing`, with the pattern that was meant where a date stands
 * in quotes, or `files-not-ready`; each with what was looked for, by entity and day. Undefined where nothing does.
 */
export function missingFailure({ absent, notReady }: MissingFiles): LongshoreError | undefined {
  if (absent.length > 0) {
    const remedy = remedyOf(absent);
    const message = `There is no file ${list(absent)}`;
    return new LongshoreError('required-file-missing', message, remedy === undefined ? {} : { remedy });
  }
  return notReady.length > 0
    ? new LongshoreError('files-not-ready', `There is no marker ${list(notReady)}`)
    : undefined;
}

/**
 * True for objects of days that lack nothing. What is missing of an entity whose files are the same on all days is missing
 * on each.
 */
export function completeDays({ absent, notReady }: MissingFiles): (object: CourierObject) => boolean {
  const missing = [...absent, ...notReady];
  const ofAll = missing.some(({ entity, day }) => day === undefined || !entity.pattern.isDated);
  const days = new Set(missing.map(({ day }) => day));
  return ({ day, late }) => late || (!ofAll && !days.has(day));
}

function list(days: readonly SoughtDay[]): string {
  const named = days.slice(0, mostNamed).map(({ entity, day, text }) => {
    return `of ${entity.name}${day === undefined ? '' : ` for ${day}`} (${text})`;
  });
  const rest = days.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function remedyOf(absent: readonly SoughtDay[]): string | undefined {
  for (const { entity } of absent) {
    const { repaired } = lintFilePattern(entity.pattern.text, entity);
    if (repaired === undefined) continue;
    return `A date in quotes is text: write the pattern as ${repaired}, or set \`quotedDates: true\`.`;
  }
  return undefined;
}
