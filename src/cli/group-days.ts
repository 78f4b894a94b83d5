import { openImportPlace } from '../bookmarks';
import { type CourierGroupImport, findImport, groupTerms, placeOfImport } from '../config';
import { importBookmark } from '../contract/bookmark-names';
import { groupMemoryOf } from '../contract/couriers/courier-group';
import { groupWindows, isEmptyWindow } from '../contract/couriers/group-windows';
import type { RunOptions } from '../contract/run-options';
import type { Session } from '../runs/session';
import { answered } from './named-bookmark';
import { windowText } from './window-text';

/** What a run of a group is going to look for, courier by courier: its days, from what the group's bookmark remembers. */
export async function groupDays(
  session: Session,
  name: string,
  settings: CourierGroupImport,
  { day, from, to, applyOffset, asOf }: RunOptions,
): Promise<string> {
  const { client, storage, config } = session;
  const place = await openImportPlace(placeOfImport(config, name), { client, storage, taskQueue: config.taskQueue });
  const { value } = await answered(session, () => place.read(importBookmark(name)));
  const firedAt = asOf === undefined ? Date.now() : Date.parse(asOf);
  const { completedTo } = groupMemoryOf(value);
  const windows = groupWindows(groupTerms(config, settings), { firedAt, completedTo, day, from, to, applyOffset });
  const texts = windows.map(({ courier, window }) => {
    const of = findImport(config, courier);
    if (of.type !== 'courier' || isEmptyWindow(window)) return `${courier}: no day begins in its window\n`;
    return `${courier}: ${windowText(of, window)}`;
  });
  return texts.join('');
}
