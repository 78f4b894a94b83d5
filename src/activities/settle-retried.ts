import type { FoundFile } from '../contract/files';
import { removeQuarantine, rewriteRejects, type Storage } from '../storage';
import type { FileOutcome } from './import-file';

/**
 * What a retry of a quarantined file leaves in storage: the file is out of quarantine where it was imported or is gone,
 * and the rejects of records that were read again are those of this run. A repeat changes nothing more.
 */
export async function settleRetried(
  storage: Storage,
  file: FoundFile,
  outcome: Exclude<FileOutcome, { kind: 'stopped' }>,
  run: { readonly import: string; readonly runId: string },
): Promise<void> {
  const readAgain = outcome.kind === 'finished' ? Number.POSITIVE_INFINITY : outcome.counts.read;
  await rewriteRejects(storage, run.import, { name: file.name, version: file.etag }, (reject) =>
    reject.runId === run.runId || reject.index >= readAgain ? reject : undefined,
  );
  const isOut = outcome.kind === 'finished' || outcome.error.code === 'file-changed';
  if (isOut) await removeQuarantine(storage, run.import, file);
}
