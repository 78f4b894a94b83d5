import { type Rewind, rewindBookmark } from '../bookmarks';
import type { Session } from '../runs/session';
import { findVersion } from './bookmark-version';
import { refuseWhileHeld } from './change-bookmark';
import { answered, type FoundBookmark, findBookmark, type PathFlags, type PlaceFlag } from './named-bookmark';
import { readAgainSentence } from './read-again';

/** A way back that was looked at, and not yet gone. */
export interface PlannedRewind {
  readonly bookmark: FoundBookmark;
  readonly rewind: Rewind;
  /** What would be read again, in a sentence. */
  readonly consequence: string;
}

/** `to` is a version, or a run: then what that run has left */
export async function planRewind(
  session: Session,
  words: string,
  { to, ...flag }: PlaceFlag & PathFlags & { readonly to: string },
): Promise<PlannedRewind> {
  const bookmark = await findBookmark(session, words, flag);
  const { name, address, place } = bookmark;
  const history = await answered(session, () => place.history(address));
  const version = findVersion(name, history, to);
  const then = await answered(session, () => place.readVersion(address, version));
  const now = await answered(session, () => place.read(address));
  const rewind = await answered(session, () =>
    rewindBookmark(place, address, version, { dryRun: true, reason: '', writer: 'command' }),
  );
  return { bookmark, rewind, consequence: readAgainSentence(name, now.value, then.value) };
}

/** Goes back. Throws `already-running` where a run holds the bookmark. */
export async function rewind(session: Session, planned: PlannedRewind, reason: string): Promise<Rewind> {
  const { bookmark } = planned;
  await refuseWhileHeld(session, bookmark);
  return answered(session, () =>
    rewindBookmark(bookmark.place, bookmark.address, planned.rewind.to, { reason, writer: 'command' }),
  );
}
