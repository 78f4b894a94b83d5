import type { CommerceBookmark, CommerceLane } from '../../contract/commerce';
import type { RunOptions } from '../../contract/run-options';

/** What is known when a run decides what it reads. Times are epoch ms of the shop's clock. */
export interface PassInput {
  readonly options: RunOptions;
  readonly bookmark: CommerceBookmark;
  /** Set for the reading after one of everything: when that one was begun. */
  readonly changedSince?: number;
  readonly incremental: boolean;
  readonly overlapMs: number;
}

/** What a run reads. */
export type ChosenPass =
  /** Goes on with what the bookmark has open. */
  | { readonly kind: 'continue' }
  /** Everything, or what was changed since; `left` are lanes of before with jobs whose results are still to be read. */
  | {
      readonly kind: 'range';
      readonly since?: number;
      readonly left: readonly CommerceLane[];
      readonly movesBookmark: boolean;
    }
  /** Everything from an id on. */
  | { readonly kind: 'from'; readonly startId: string }
  /** Chosen records; left out, those that were rejected. */
  | { readonly kind: 'listed'; readonly ids?: readonly string[] };

/**
 * Decides what a run reads: what its options say, else what an earlier run has left, else what was changed since the
 * last one, where the import is incremental, else everything.
 */
export function choosePass(input: PassInput): ChosenPass {
  const { options, bookmark, changedSince, overlapMs } = input;
  const { replay, ids, startId, full } = options;
  if (replay) return { kind: 'listed' };
  if (ids) return { kind: 'listed', ids };
  if (startId !== undefined) return { kind: 'from', startId };
  if (changedSince !== undefined) return range(input, changedSince - overlapMs);
  if (options.since !== undefined) return range(input, Date.parse(options.since));
  if (full) return range(input);
  // What a dry run has read is not to be read again: it goes on with nothing.
  if (bookmark.open && !options.dryRun) return { kind: 'continue' };
  if (input.incremental && bookmark.watermark !== undefined) return range(input, bookmark.watermark - overlapMs);
  return range(input);
}

function range({ bookmark, options, changedSince }: PassInput, since?: number): ChosenPass {
  const { open, watermark = 0 } = bookmark;
  // The bookmark would pass over what was changed between its watermark and the time that was asked for.
  const leavesGap = options.since !== undefined && since !== undefined && since > watermark;
  const movesBookmark = !options.dryRun && !leavesGap;
  // The reading before has settled what was out before it.
  const isFirst = changedSince === undefined;
  const left = movesBookmark && isFirst ? (open?.lanes ?? []).filter((lane) => lane.jobs.length > 0) : [];
  return {
    kind: 'range',
    ...(since === undefined ? {} : { since }),
    left: left.map((lane) => ({ ...lane, done: true })),
    movesBookmark,
  };
}
