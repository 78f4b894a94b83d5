import { type Counts, noCounts } from '../../contract/counts';
import type { ChunkWork } from './chunk-work';

/**
 * A chunk of a run before this one is counted as read by this one, as far as it is still to come. One whose content is gone
 * is taken back: the lane reads it again.
 */
export async function takeOverChunk(work: ChunkWork): Promise<void> {
  const { chunk } = work.lane;
  const { runId, step } = work.options;
  if (!chunk) return;
  const { pending } = chunk.counts;
  const isOwn = chunk.runId === runId;
  if (!(await work.known())) {
    const { chunk: _, ...lane } = work.lane;
    step.pulse.moved({ ...lane, jobs: [] }, isOwn ? negative(chunk.counts) : noCounts);
    return;
  }
  if (isOwn) return;
  const counts = { ...noCounts, read: pending, pending };
  const { pulse } = step;
  // A person has started the import again: what came to nothing three times is tried as often again.
  const { tries: triesBefore } = chunk;
  pulse.moved({ ...pulse.lane, chunk: { ...chunk, runId, counts, triesBefore } }, counts);
}

function negative({ read, delivered, rejected, skipped, pending }: Counts): Counts {
  return { read: -read, delivered: -delivered, rejected: -rejected, skipped: -skipped, pending: -pending };
}
