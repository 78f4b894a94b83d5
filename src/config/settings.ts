import { z } from 'zod';
import { sectionNamePattern } from '../contract/names';
import { durationPattern, parseDuration } from './duration';

/**
 * The kinds of values that longshore.yaml is made of. Every refusal is the end of a sentence that begins with the key
 * ("must be …") and never holds the value, which may be a secret.
 */

/** A text that is not empty. */
export const text = () => z.string().min(1);

/**
 * A text that may be left out, of a form without anchors. An empty one is left out as well: it is what `${NAME:}` comes to
 * where the variable is not set.
 */
export function optionalText(form = /.+/, error = 'must be a text') {
  return z
    .string({ error })
    .regex(new RegExp(`^(?:${form.source})?$`, 's'), { error })
    .transform((written) => (written === '' ? undefined : written))
    .optional();
}

/** One of a few words. */
export const word = <const Words extends readonly [string, ...string[]]>(...words: Words) => z.enum(words);

export function wholeNumber(lowest: number, highest = Number.MAX_SAFE_INTEGER) {
  const error =
    highest === Number.MAX_SAFE_INTEGER
      ? `must be a whole number of at least ${lowest}`
      : `must be a whole number from ${lowest} to ${highest}`;
  return z.int({ error }).min(lowest, { error }).max(highest, { error });
}

/** A part of a whole: 0.05 is 5 %. */
export function share() {
  const form = { error: 'must be a number from 0 to 1: 0.05 is 5 %' };
  return z.number(form).min(0, form).max(1, form);
}

/** A length of time such as `2h30m`; ms when read. */
export function duration(shortestMs = 0) {
  const error =
    shortestMs === 0
      ? 'must be a length of time such as 20s, 5m or 2h30m'
      : `must be a length of time such as 20s, 5m or 2h30m, and at least ${shortestMs}ms`;
  return z
    .string({ error })
    .regex(durationPattern, { error, abort: true })
    .refine((written) => (parseDuration(written) ?? -1) >= shortestMs, { error })
    .transform((written) => parseDuration(written) ?? 0);
}

/** The full address of a service, for emulators, private end points and stand-ins. */
export function serviceUrl() {
  return z.url({ protocol: /^https?$/, error: 'must be a full address that begins with https:// or http://' });
}

/** A key that goes into a header: what refuses a line break there would show the key in its error. */
export function apiKey() {
  const error = 'must be an API key: one word, without spaces or line breaks';
  return z.string().regex(/^[\x21-\x7e]+$/, { error });
}

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'is no name of a header' });
// A line break would be refused by what sends it, in an error that shows the value.
const headerValue = z.string().regex(/^[\x20-\x7e]+$/, { error: 'must be one line of plain characters' });

/** Headers of requests, by name; none where they are left out. */
export const requestHeaders = () =>
  z.record(headerName, headerValue).default({}).describe('Sent with each request: authorization: "${TOKEN}"');

/** The name of an import or a connection. */
export function sectionName() {
  const error =
    'is not a name that can be used: up to 100 letters, digits, `-`, `_` and `.`, the first a letter or a digit';
  return z.string().regex(sectionNamePattern, { error });
}

/**
 * Lets a check across keys run although other keys of the section are wrong, so that one look at the file shows all
 * there is to correct. It waits only until what it reads is right itself: keys, or `key.key` further down.
 */
export function whenRight(...keys: readonly string[]) {
  const isRead = (path: string) => path === '' || keys.some((key) => `${key}.`.startsWith(`${path}.`));
  return {
    when: ({ issues }: z.core.ParsePayload) =>
      issues.every(({ code, path = [] }) => code === 'unrecognized_keys' || !isRead(path.join('.'))),
  };
}

/** The same for a check that reads all that is in these keys, and waits until that is right too. */
export function whenWhole(...keys: readonly string[]) {
  const isRead = (path: string) => keys.some((key) => `${path}.`.startsWith(`${key}.`));
  return {
    when: ({ issues }: z.core.ParsePayload) =>
      issues.every(({ code, path = [] }) =>
        path.length === 0 ? code === 'unrecognized_keys' : !isRead(path.join('.')),
      ),
  };
}
