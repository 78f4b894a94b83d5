import { createHash } from 'node:crypto';

/** A state in two words: how many records, and a hash (SHA-256, hex) that neither order of records nor of fields changes. */
export interface StateDigest {
  readonly count: number;
  readonly hash: string;
}

const chunkLength = 65_536;

/** Digests records by key; two states have one hash exactly when they hold the same fields and values under the same keys. */
export function digestState(records: ReadonlyMap<string, Readonly<Record<string, unknown>>>): StateDigest {
  const hash = createHash('sha256');
  let chunk = '';
  for (const key of [...records.keys()].sort()) {
    chunk += `${JSON.stringify([key, Object.entries(records.get(key) ?? {}).sort(byName)])}\n`;
    if (chunk.length < chunkLength) continue;
    hash.update(chunk);
    chunk = '';
  }
  return { count: records.size, hash: hash.update(chunk).digest('hex') };
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
