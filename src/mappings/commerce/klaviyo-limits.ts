import type { MappingProblem } from '../mapping-problem';

/** What Klaviyo takes, in bytes of JSON. Its KB and MB are read as the smaller ones, for what is over them is refused whole. */
export const klaviyoLimits = {
  profileBytes: 100_000,
  customMetadataBytes: 100_000,
  stringBytes: 100_000,
  eventProperties: 400,
  /** 5 MB is the limit of a request; the rest is left for what goes around one event. */
  eventBytes: 4_990_000,
} as const;

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

export function tooLarge(what: string, limit: number): MappingProblem {
  return { code: 'record-too-large', message: `${what} has over ${limit} bytes, which is what Klaviyo takes.` };
}

/** True where a text anywhere in the value is longer than Klaviyo takes. */
export function hasLongString(value: unknown): boolean {
  if (typeof value === 'string') return isLong(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasLongString);
}

function isLong(text: string): boolean {
  // A UTF-16 unit is at most three bytes, so that most texts are told by their length.
  return text.length * 3 > klaviyoLimits.stringBytes && Buffer.byteLength(text) > klaviyoLimits.stringBytes;
}
