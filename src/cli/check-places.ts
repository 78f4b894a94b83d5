import { openPlace } from '../bookmarks';
import { type BookmarkPlaceSettings, type Config, findPlace } from '../config';
import { importBookmark } from '../contract/bookmark-names';
import type { Session } from '../runs/session';
import { type Finding, ok } from './check-finding';

/** A place of bookmarks, and how the file calls it. */
export type CheckedPlace = readonly [what: string, place: BookmarkPlaceSettings];

/** Every place of bookmarks that the file names, each once. */
export function placesOf(config: Config): readonly CheckedPlace[] {
  const ofImports = Object.entries(config.imports).flatMap(([name, settings]): CheckedPlace[] =>
    typeof settings.bookmarks === 'object' ? [[`bookmarks of ${name}`, settings.bookmarks]] : [],
  );
  const named = Object.entries(config.places)
    .filter(([name]) => name !== 'temporal' && name !== config.bookmarks)
    .map(([name, place]): CheckedPlace => [`place ${name}`, place]);
  return [['bookmarks', findPlace(config)], ...ofImports, ...named];
}

/** Reads in a place, and writes nothing. */
export async function checkPlace(
  { client, storage, config }: Session,
  settings: BookmarkPlaceSettings,
): Promise<Finding> {
  const place = await openPlace(settings, { client, storage, taskQueue: config.taskQueue });
  await place.list(importBookmark('all'));
  return ok(`${place.description} can be read`);
}
