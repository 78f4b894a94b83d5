import { z } from 'zod';
import type { FailureCode } from '../contract/failure-codes';
import type { RejectFilter } from '../contract/run-options';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

/** A record that was not delivered: its reason and its place in the source. Bytes are of the uncompressed content. */
export interface Reject {
  readonly import: string;
  readonly runId: string;
  readonly file: string;
  readonly version: string;
  /** Last change of the file, epoch ms. */
  readonly fileTimestamp?: number;
  readonly index: number;
  readonly offset: number;
  readonly end: number;
  readonly line?: number;
  readonly stage: 'parse' | 'map' | 'destination';
  readonly code: FailureCode;
  readonly message: string;
  readonly key?: string;
  /** The record as it stood in the source, cut at 16 KB. */
  readonly record: string;
  /** Epoch ms. */
  readonly at: number;
}

const rejectSchema = z.custom<Reject>(
  (value) => typeof value === 'object' && value !== null && 'file' in value && 'index' in value && 'code' in value,
);

export function rejectsPrefix(importName: string): string {
  return `${storageKey('rejects', importName)}/`;
}

function filePrefix(importName: string, file: string, version: string): string {
  return storageKey('rejects', importName, `${nameHash(file)}-${nameHash(version).slice(0, 16)}`);
}

/**
 * Writes the rejects of one batch as one object, named by file, version and first index: a repeated step writes the same
 * object again.
 */
export async function writeRejects(storage: Storage, rejects: readonly Reject[]): Promise<void> {
  const first = rejects[0];
  if (!first) return;
  const name = `${String(first.index).padStart(12, '0')}.jsonl`;
  const lines = rejects.map((reject) => `${JSON.stringify(reject)}\n`).join('');
  await storage.put(`${filePrefix(first.import, first.file, first.version)}/${name}`, lines);
}

/**
 * All rejects of an import, or of one file of it, each once, in the order of their files' folders and of their batches'
 * first indices: where a file was retried, an earlier index may come behind a later one.
 */
export async function* readRejects(
  storage: Storage,
  importName: string,
  file?: { readonly name: string; readonly version: string },
): AsyncGenerator<Reject> {
  const prefix = file ? `${filePrefix(importName, file.name, file.version)}/` : rejectsPrefix(importName);
  let folder = '';
  let seen = new Set<number>();
  for await (const object of storage.list(prefix)) {
    const content = await storage.get(object.key);
    if (!content) continue;
    const objectFolder = object.key.slice(0, object.key.lastIndexOf('/'));
    if (objectFolder !== folder) {
      folder = objectFolder;
      seen = new Set();
    }
    for (const line of content.toString('utf8').split('\n')) {
      if (line === '') continue;
      const reject = rejectSchema.parse(JSON.parse(line));
      // Batches may be cut anew after a crash, and then overlap.
      if (seen.has(reject.index)) continue;
      seen.add(reject.index);
      yield reject;
    }
  }
}

export function isMeant(reject: Reject, { file, run, code }: RejectFilter): boolean {
  if (file !== undefined && reject.file !== file) return false;
  if (run !== undefined && !reject.runId.startsWith(run)) return false;
  return code === undefined || reject.code === code;
}

/**
 * Goes through the rejects of one version of a file and puts what `become` answers in the place of each: the same, one
 * with a new reason, or undefined to remove it. A repeat changes nothing more.
 */
export async function rewriteRejects(
  storage: Storage,
  importName: string,
  file: { readonly name: string; readonly version: string },
  become: (reject: Reject) => Reject | undefined,
): Promise<void> {
  for await (const { key } of storage.list(`${filePrefix(importName, file.name, file.version)}/`)) {
    const before = String((await storage.get(key)) ?? '');
    const rejects = before.split('\n').flatMap((line) => (line === '' ? [] : [rejectSchema.parse(JSON.parse(line))]));
    const after = rejects.flatMap((reject) => become(reject) ?? []);
    const lines = after.map((reject) => `${JSON.stringify(reject)}\n`).join('');
    if (lines === '') await storage.remove(key);
    else if (lines !== before) await storage.put(key, lines);
  }
}
