import * as wf from '@temporalio/workflow';
import { type BookmarkState, type BookmarkWrite, emptyBookmark } from '../contract/bookmark';
import { queryNames, updateNames } from '../contract/names';

const write = wf.defineUpdate<BookmarkState, [BookmarkWrite]>(updateNames.writeBookmark);
const read = wf.defineQuery<BookmarkState>(queryNames.bookmark);

/** What a bookmark carries through its own continue-as-new: the last write's id, so that a repeat stays a repeat. */
interface KeptBookmark extends BookmarkState {
  readonly writeId?: string;
}

/**
 * Keeps one bookmark for as long as its import exists. Never ends by itself.
 *
 * Temporal forgets update ids at continue-as-new, so each write carries an id and, where it matters, the version that
 * it expects; a repeat of the last write is answered and changes nothing.
 */
export async function bookmark(kept: KeptBookmark = emptyBookmark): Promise<never> {
  let { writeId, ...state } = kept;
  let updates = 0;

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
      wf.setCurrentDetails(`Version ${state.version}, ${state.status}, written by ${next.writer}`);
      return state;
    },
    {
      validator: (next) => {
        const expected = next.expectedVersion;
        if (expected === undefined || next.writeId === writeId || expected === state.version) return;
        throw wf.ApplicationFailure.nonRetryable(
          `the bookmark is at version ${state.version}, written by ${state.writer ?? 'nobody'}; ${next.writer} expected version ${expected}`,
          'bookmark-conflict',
        );
      },
    },
  );

  // 1,500: an execution takes 2,000 updates at most.
  await wf.condition(() => wf.workflowInfo().continueAsNewSuggested || updates >= 1_500);
  await wf.condition(wf.allHandlersFinished);
  return wf.continueAsNew<typeof bookmark>(writeId === undefined ? state : { ...state, writeId });
}
