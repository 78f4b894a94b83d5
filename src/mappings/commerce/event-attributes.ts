import type { MappingProblem } from '../mapping-problem';
import { hasLongString, jsonBytes, klaviyoLimits, tooLarge } from './klaviyo-limits';

/** The attributes of an event as Klaviyo takes them in bulk; a single one has the profile beside them. */
export interface EventAttributes {
  readonly properties: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly time: string;
  readonly value: number;
  readonly value_currency: string;
  readonly unique_id: string;
  readonly backfill: boolean;
  readonly metric: { readonly data: { readonly type: 'metric'; readonly attributes: { readonly name: string } } };
}

/** Klaviyo takes what is after the year 1990, and at most a year ahead. */
const earliest = Date.UTC(1991, 0, 1);
const year = 365 * 86_400_000;

/** Why Klaviyo would refuse an event, and the whole request with it; names a property, never its value. */
export function eventProblem(attributes: EventAttributes, now: number): MappingProblem | undefined {
  const { properties } = attributes;
  const time = Date.parse(attributes.time);
  if (time < earliest || time > now + year) {
    return { code: 'time-not-taken', message: 'The event lies before 1991 or over a year ahead.' };
  }
  const count = Object.keys(properties).length;
  if (count > klaviyoLimits.eventProperties) {
    const message = `The event has ${count} properties, and Klaviyo takes ${klaviyoLimits.eventProperties}.`;
    return { code: 'record-too-large', message };
  }
  const bytes = jsonBytes(attributes);
  if (bytes > klaviyoLimits.eventBytes) return tooLarge('The event', klaviyoLimits.eventBytes);
  if (bytes <= klaviyoLimits.stringBytes) return undefined;
  const long = Object.entries(properties).find(([, value]) => hasLongString(value))?.[0];
  if (long === undefined) return undefined;
  const message = `The property ${long} holds a text of over ${klaviyoLimits.stringBytes} bytes, which is what Klaviyo takes.`;
  return { code: 'string-too-long', message };
}
