import { rejectPlace } from '../../contract/commerce-rejects';
import { type Reject, rewriteRejects, type Storage, writeRejects } from '../../storage';
import type { Errored } from './lane-batch';

/** 16 KB of a record are enough to find and repair it. */
const longestRecord = 16 * 1_024;

/** Writes what errored into storage, each resource in a place of its own: a repeat writes the same again. */
export async function keepErrored(
  storage: Storage,
  of: { readonly import: string; readonly runId: string; readonly resource: string },
  errored: readonly Errored[],
): Promise<void> {
  const at = Date.now();
  const byResource = new Map<string, Reject[]>();
  for (const { id, isUnnamed, index, stage, code, message, record } of errored) {
    const { name, version } = rejectPlace(of.resource, id);
    const text = typeof record === 'string' ? record : JSON.stringify(record);
    const reject: Reject = {
      import: of.import,
      runId: of.runId,
      file: name,
      version,
      index,
      offset: 0,
      end: Buffer.byteLength(text),
      stage,
      code,
      message,
      ...(isUnnamed ? {} : { key: id }),
      record: text.slice(0, longestRecord),
      at,
    };
    byResource.set(id, [...(byResource.get(id) ?? []), reject]);
  }
  for (const rejects of byResource.values()) await writeRejects(storage, rejects);
}

/** Forgets the rejects of resources that were delivered after all, but for those that have errored again. */
export async function forgetErrored(
  storage: Storage,
  of: { readonly import: string; readonly resource: string },
  resources: Iterable<{ readonly id: string }>,
  again: readonly Pick<Errored, 'id' | 'index'>[],
): Promise<void> {
  const left = new Set(again.map(({ id, index }) => `${id} ${index}`));
  for (const { id } of resources) {
    await rewriteRejects(storage, of.import, rejectPlace(of.resource, id), (reject) =>
      left.has(`${id} ${reject.index}`) ? reject : undefined,
    );
  }
}
