import * as wf from '@temporalio/workflow';
import { type BookmarkHistoryEntry, type BookmarkVersion, emptyBookmark } from '../contract/bookmark';
import type { KeptVersion, KeptWrite, VersionWanted } from '../contract/kept-bookmark';
import { queryNames, updateNames } from '../contract/names';
import { judgeWrite, nextVersion } from '../contract/next-version';
import {
  findVersion,
  historyOf,
  type KeptVersions,
  keepVersion,
  type LoneVersion,
  openKept,
  withoutValue,
} from './kept-versions';

const write = wf.defineUpdate<BookmarkVersion, [KeptWrite]>(updateNames.writeBookmark);
const read = wf.defineQuery<KeptVersion | undefined, [VersionWanted?]>(queryNames.bookmark);
const history = wf.defineQuery<readonly BookmarkHistoryEntry[]>(queryNames.bookmarkHistory);

/**
 * Keeps one bookmark for as long as its job exists. Never ends by itself, nor when it is cancelled.
 *
 * Temporal forgets update ids at continue-as-new, so each write carries an id and, where it matters, the version that
 * it expects; a repeat of the last write is answered and changes nothing.
 */
export async function bookmark(carried?: KeptVersions | LoneVersion): Promise<never> {
  let kept = openKept(carried);
  let updates = 0;
  let isLong = false;
  const newest = (): KeptVersion => kept.versions[0] ?? emptyBookmark;
  const show = (): void => {
    const { version, status, writer } = newest();
    wf.setCurrentDetails(`Version ${version}, ${status}, written by ${writer ?? 'nobody'}`);
  };
  // What a person sees is forgotten at continue-as-new.
  show();

  wf.setHandler(read, (wanted) => findVersion(kept, wanted ?? 'newest'));
  wf.setHandler(history, () => historyOf(kept));
  wf.setHandler(
    write,
    (next) => {
      // Repeats count as well towards what an execution takes: 2,000 updates at most.
      updates += 1;
      // Asked here, and not in the condition below: a task of which nothing but a refused update came leaves no trace of
      // it, so that a replay would not ask then, and would miss the end.
      isLong = wf.workflowInfo().continueAsNewSuggested || updates >= 1_500;
      if (judgeWrite({ version: newest().version, writeId: kept.writeId }, next) !== 'repeat') {
        const { value, stored } = next;
        kept = keepVersion(
          kept,
          { ...nextVersion(newest(), next, Date.now()), ...(stored ? { stored } : { value: value ?? null }) },
          next.writeId,
        );
        show();
      }
      // The writer has the value.
      return withoutValue(newest());
    },
    {
      validator: (next) => {
        const { version, writer } = newest();
        // Behind what was completed once, this is a new and empty bookmark under the name of one that was terminated.
        if (next.atLeast !== undefined && version < next.atLeast) {
          throw refusal('bookmark-lost', `is at version ${version}, but version ${next.atLeast} was completed`);
        }
        if (judgeWrite({ version, writeId: kept.writeId }, next) !== 'conflict') return;
        throw refusal('bookmark-conflict', `is at version ${version}`, { version, writer });
      },
    },
  );

  // A cancel, easily asked for in the Web UI, would end the bookmark and lose it.
  await wf.CancellationScope.nonCancellable(async () => {
    await wf.condition(() => isLong);
    await wf.condition(wf.allHandlersFinished);
  });
  return wf.continueAsNew<typeof bookmark>(kept);
}

function refusal(type: string, what: string, ...details: unknown[]): wf.ApplicationFailure {
  return wf.ApplicationFailure.create({ message: `the bookmark ${what}`, type, nonRetryable: true, details });
}
