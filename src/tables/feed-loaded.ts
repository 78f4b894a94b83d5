import { LongshoreError } from '../contract/failure';
import type { Staged } from './staging';
import type { FeedLoaded } from './tables';

/**
 * What a load has done, of what was staged and what came of it. `older` are good rows that are not the newest of their key.
 * Throws `counts-imbalance` where a row is unaccounted for.
 */
export function feedLoaded(
  { read, errors, files, drift }: Staged,
  { older, inserted, updated }: { readonly older: number; readonly inserted: number; readonly updated: number },
): FeedLoaded {
  if (older < 0 || read !== errors + older + inserted + updated) {
    throw new LongshoreError(
      'counts-imbalance',
      `Of ${read} rows read, ${errors} were bad, ${older} older, ${inserted} inserted and ${updated} updated.`,
    );
  }
  return { counts: { read, errors, rejected: older, inserted, updated }, files, drift, repeated: false };
}
