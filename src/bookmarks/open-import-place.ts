import type { BookmarkPlace } from './bookmark-place';
import { type BookmarkPlaceConfig, openPlace, type TemporalAccess } from './open-place';
import { WitnessedBookmarks } from './witnessed-bookmarks';

/** Opens the place of an import's bookmark. Its storage holds the witnesses, whatever the place is. */
export async function openImportPlace(config: BookmarkPlaceConfig, temporal: TemporalAccess): Promise<BookmarkPlace> {
  const place = await openPlace(config, temporal);
  return config.type === 'temporal' ? place : new WitnessedBookmarks(place, temporal.storage);
}
