import { createHash } from 'node:crypto';
import { LongshoreError } from '../contract/failure';

const segment = /^[A-Za-z0-9._=-]{1,200}$/;

/** Joins and checks the segments of a key; a foreign name (a blob's, a record's) must come through `nameHash` first. */
export function storageKey(...segments: readonly string[]): string {
  for (const part of segments) {
    if (!segment.test(part) || part === '.' || part === '..') {
      throw new LongshoreError('internal-error', `'${part}' cannot be part of a key in storage`);
    }
  }
  return segments.join('/');
}

/** 32 hexadecimal digits (128 bits) that stand for any text in a key. */
export function nameHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
