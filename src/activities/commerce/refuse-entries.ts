import type { CatalogChunk } from '../../contract/commerce';
import type { Counts } from '../../contract/counts';
import { noCounts } from '../../contract/counts';
import type { RefusedId } from './chunk-entries';
import type { ChunkWork } from './chunk-work';
import { replaceErrored } from './replace-errored';

/** What refused entries change of their chunk, and what is counted of them. */
export interface RefusedEntries {
  readonly change: Partial<CatalogChunk>;
  readonly counts: Counts;
}

/**
 * Writes entries of the present stage that are not delivered into the rejects. Where an item is not, its variants do not
 * go out. What is tidied up was not read from the shop: it is counted as read with its reject.
 */
export async function refuseEntries(work: ChunkWork, refused: readonly RefusedId[]): Promise<RefusedEntries> {
  if (refused.length === 0) return { change: {}, counts: noCounts };
  const { chunk } = work;
  const { storage, import: importName, runId } = work.options;
  const entries = await work.entries();
  const errored = refused.flatMap((one) => entries.errored(chunk.stage, one, chunk.work));
  await replaceErrored(storage, { import: importName, runId }, errored);
  const rejected = errored.length;
  const counts = work.isCounted
    ? { ...noCounts, pending: -rejected, rejected }
    : { ...noCounts, read: rejected, rejected };
  const ids = refused.map(({ id }) => id);
  if (chunk.stage === 'items') return { change: { failed: await work.listWith(chunk.failed, ids) }, counts };
  if (chunk.stage === 'staleVariants') return { change: { left: await work.listWith(chunk.left, ids) }, counts };
  return { change: {}, counts };
}
