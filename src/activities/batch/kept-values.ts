import { createHash } from 'node:crypto';
import { type KeptValue, largestInlineBytes, largestKeptBytes } from '../../contract/batch-run';
import type { JsonValue } from '../../contract/bookmark';
import { LongshoreError } from '../../contract/failure';
import type { Storage } from '../../storage';

/**
 * Keeps a value for the passes to come, in storage where it is large; `key` is the pass's own, so that a repeat writes the
 * same again. Throws `target-state-too-large`, which says `what` it is.
 */
export async function keepValue(storage: Storage, key: string, value: JsonValue, what: string): Promise<KeptValue> {
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= largestInlineBytes) return { value };
  if (bytes > largestKeptBytes) {
    const megabytes = (bytes / 1_024 / 1_024).toFixed(1);
    throw new LongshoreError('target-state-too-large', `${what} has ${megabytes} MB`);
  }
  await storage.put(key, text);
  return { stored: key };
}

/** The value itself. Throws `storage-missing`. */
export async function readKept(storage: Storage, kept: KeptValue): Promise<JsonValue> {
  if ('value' in kept) return kept.value;
  const content = await storage.get(kept.stored);
  if (content) return JSON.parse(content.toString('utf8')) as JsonValue;
  throw new LongshoreError('storage-missing', `${kept.stored} is gone from ${storage.description}`, {
    remedy: 'Give all workers the same storage, or start the job anew.',
  });
}

/** Tells values apart, whatever the order of their keys. */
export function hashOf(value: JsonValue): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 16);
}

function canonical(value: JsonValue | undefined): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}
