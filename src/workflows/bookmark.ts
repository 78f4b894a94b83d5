import * as wf from '@temporalio/workflow';
import { type BookmarkState, emptyBookmark, type WitnessedWrite } from '../contract/bookmark';
import { queryNames, updateNames } from '../contract/names';

const write = wf.defineUpdate<BookmarkState, [WitnessedWrite]>(updateNames.writeBookmark);
const read = wf.defineQuery<BookmarkState>(queryNames.bookmark);

/** What a bookmark carries through its own continue-as-new: the last write's id, so that a repeat stays a repeat. */
interface KeptBookmark extends BookmarkState {
  readonly writeId?: string;
}

/**
 * Keeps one bookmark for as long as its import exists. Never ends by itself, nor when it is cancelled.
 *
 * Temporal forgets update ids at continue-as-new, so each write carries an id and, where it matters, the version that
 * it expects; a repeat of the last write is answered and changes nothing.
 */
export async function bookmark(kept: KeptBookmark = emptyBookmark): Promise<never> {
  let { writeId, ...state } = kept;
  let updates = 0;
  const show = (): void => {
    wf.setCurrentDetails(`Version ${state.version}, ${state.status}, written by ${state.writer ?? 'nobody'}`);
  };
  // What a person sees is forgotten at continue-as-new.
  show();

  wf.setHandler(read, () => state);
  wf.setHandler(
    write,
    (next) => {
      if (next.writeId === writeId) return state;
      const now = Date.now();
      updates += 1;
      const completedAt = next.status === 'completed' ? now : state.completedAt;
      state = {
        version: state.version + 1,
        status: next.status,
        value: next.value,
        writer: next.writer,
        updatedAt: now,
        ...(completedAt === undefined ? {} : { completedAt }),
      };
      writeId = next.writeId;
      show();
      return state;
    },
    {
      validator: (next) => {
        // Behind what was completed once, this is a new and empty bookmark under the name of one that was terminated.
        if (next.atLeast !== undefined && state.version < next.atLeast) {
          throw wf.ApplicationFailure.nonRetryable(
            `the bookmark is at version ${state.version}, but version ${next.atLeast} was completed`,
            'bookmark-lost',
          );
        }
        const expected = next.expectedVersion;
        if (expected === undefined || next.writeId === writeId || expected === state.version) return;
        throw wf.ApplicationFailure.nonRetryable(
          `the bookmark is at version ${state.version}, written by ${state.writer ?? 'nobody'}; ${next.writer} expected version ${expected}`,
          'bookmark-conflict',
        );
      },
    },
  );

  // A cancel, easily asked for in the Web UI, would end the bookmark and lose it.
  await wf.CancellationScope.nonCancellable(async () => {
    // 1,500: an execution takes 2,000 updates at most.
    await wf.condition(() => wf.workflowInfo().continueAsNewSuggested || updates >= 1_500);
    await wf.condition(wf.allHandlersFinished);
  });
  return wf.continueAsNew<typeof bookmark>(writeId === undefined ? state : { ...state, writeId });
}
