import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** A file that is done: this version of it is not imported again. `timestamp` is epoch ms. */
export interface LedgerEntry {
  readonly name: string;
  readonly etag: string;
  readonly timestamp: number;
}

const ledgerSchema = z.array(z.tuple([z.string(), z.string(), z.number()]));

function ledgerKey(importName: string, hash: string): string {
  return storageKey('ledgers', importName, `${hash}.json`);
}

/** Stores what is done at and just before the cursor, and answers the hash that stands for it in the bookmark. */
export async function writeLedger(
  storage: Storage,
  importName: string,
  entries: readonly LedgerEntry[],
): Promise<string> {
  const content = JSON.stringify(entries.map((entry) => [entry.name, entry.etag, entry.timestamp]));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
  await storage.put(ledgerKey(importName, hash), content);
  return hash;
}

/** Throws `storage-missing` where the ledger is gone: an empty one in its place would import its files again. */
export async function readLedger(storage: Storage, importName: string, hash: string): Promise<LedgerEntry[]> {
  const key = ledgerKey(importName, hash);
  const content = await storage.get(key);
  if (!content) throw new LongshoreError('storage-missing', `The ledger ${key} is not in ${storage.description}`);
  const rows = ledgerSchema.parse(JSON.parse(content.toString('utf8')));
  return rows.map(([name, etag, timestamp]) => ({ name, etag, timestamp }));
}
