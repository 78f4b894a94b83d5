import { z } from 'zod';
import { nearestWord } from '../contract/nearest-word';
import { readCron } from '../contract/schedules/cron';
import { duration, text, word } from './settings';

const cron = text()
  .describe('Five fields as in Unix, or six or seven as in Quartz with a ?.')
  .superRefine((expression, context) => {
    const reading = readCron(expression);
    if (!('fault' in reading)) return;
    const { message, hint } = reading.fault;
    context.addIssue({ code: 'custom', message, params: { hint } });
  });

const timeZone = text()
  .describe('Europe/Berlin')
  .superRefine((name, context) => {
    const known = canonicalZone(name);
    // A name in the wrong case is taken here and refused by Temporal, which looks zones up as files.
    const isWrongCase = known !== name && known?.toLowerCase() === name.toLowerCase();
    if (known !== undefined && !isWrongCase && !isOfThisRuntimeAlone(name)) return;
    const near = known ?? nearestWord(name, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
    const hint = near === undefined ? undefined : `did you mean \`${near}\`?`;
    const message = 'must be a time zone of the IANA database, such as UTC or Europe/Berlin';
    context.addIssue({ code: 'custom', message, params: { hint } });
  });

/** What every schedule has. */
export const scheduleFields = {
  cron,
  timeZone: timeZone.default('UTC'),
  jitter: duration().prefault('0s').describe('Each fire comes up to so much later, by chance.'),
  // Temporal takes nothing shorter. A day: what an outage of a night has held up runs in the morning.
  catchUpWindow: duration(10_000).prefault('1d').describe('How late a fire still starts, after an outage of Temporal.'),
  overlap: word('skip', 'queue').default('skip').describe('What becomes of a fire while the run before works.'),
};

/** The same with its times in ms. */
export function scheduleInMs<Written extends { readonly jitter: number; readonly catchUpWindow: number }>({
  jitter,
  catchUpWindow,
  ...rest
}: Written) {
  return { ...rest, jitterMs: jitter, catchUpWindowMs: catchUpWindow };
}

/** When an import or a batch job runs by itself, from `longshore schedule apply` on; times in ms when read. */
export const schedule = z.strictObject(scheduleFields).transform((written) => scheduleInMs(written));

export type ScheduleConfig = z.output<typeof schedule>;

/**
 * Node also takes names in lower case and abbreviations that are not in the IANA database, `IST` for India and `BST` for
 * Bangladesh among them; these are all that are.
 */
function isOfThisRuntimeAlone(name: string): boolean {
  if (name.split('/').some((part) => /^[a-z]/.test(part)) || name.startsWith('SystemV/')) return true;
  return /^[A-Z]{3}$/.test(name) && !/^(CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/.test(name);
}

function canonicalZone(name: string): string | undefined {
  // Newer Node versions also take offsets such as +02:00, which know no daylight saving and are no zone for Temporal.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined; // a RangeError, which is the answer
  }
}
