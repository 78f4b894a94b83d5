import type { FoundFile } from '../contract/files';
import { type Reject, type Storage, writeRejects } from '../storage';
import type { Refusal } from './delivery/batch';

/** 16 KB of a record are enough to find and repair it. */
const longestRecord = 16 * 1_024;

/** Writes what was refused of one batch into storage, with the place of each record in its source. */
export async function keepRefusals(
  storage: Storage,
  of: { readonly import: string; readonly runId: string; readonly file: FoundFile },
  refusals: readonly Refusal[],
): Promise<void> {
  const at = Date.now();
  const rejects = refusals.map(
    (refusal): Reject => ({
      import: of.import,
      runId: of.runId,
      file: of.file.name,
      version: of.file.etag,
      fileTimestamp: of.file.timestamp,
      index: refusal.index,
      offset: refusal.start,
      end: refusal.end,
      ...(refusal.line === undefined ? {} : { line: refusal.line }),
      stage: refusal.stage,
      code: refusal.code,
      message: refusal.message,
      ...(refusal.key === undefined ? {} : { key: refusal.key }),
      record: (typeof refusal.record === 'string' ? refusal.record : JSON.stringify(refusal.record)).slice(
        0,
        longestRecord,
      ),
      at,
    }),
  );
  await writeRejects(
    storage,
    rejects.sort((a, b) => a.index - b.index),
  );
}
