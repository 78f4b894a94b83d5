import { findImport } from '../config';
import type { CalendarDay } from '../contract/calendar-day';
import { owedIn, withoutOwed } from '../contract/couriers/courier-memory';
import { LongshoreError } from '../contract/failure';
import type { Session } from '../runs/session';
import { replaceBookmark } from './change-bookmark';
import { answered, findBookmark } from './named-bookmark';

/**
 * Has a courier look no more for the days that its runs have gone on without; answers which these were. Throws `usage-invalid`
 * for what is no courier, and `already-running` where a run of it holds its bookmark.
 */
export async function waiveOwed(session: Session, name: string): Promise<readonly CalendarDay[]> {
  const { type } = findImport(session.config, name);
  if (type !== 'courier') {
    throw new LongshoreError('usage-invalid', `${name} is an import of type ${type}, which owes no days`, {
      remedy: 'Name a courier.',
    });
  }
  const bookmark = await findBookmark(session, name);
  const { value, completedAt } = await answered(session, () => bookmark.place.read(bookmark.address));
  const owed = owedIn(value);
  if (owed.length === 0) return owed;
  // Nothing has been loaded by it, and who waits for the courier is to wait on.
  const completed = completedAt === undefined ? {} : { completedAt };
  await replaceBookmark(session, bookmark, withoutOwed(value), `Waived ${owed.join(', ')}`, completed);
  return owed;
}
