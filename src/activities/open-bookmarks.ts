import { activityInfo, getClient } from '@temporalio/activity';
import { type BookmarkPlace, openImportPlace, openPlace, type PlacedBookmark, type TemporalAccess } from '../bookmarks';
import { findPlace, placeOfImport } from '../config';
import type { BookmarkDependency } from '../contract/dependency';
import type { Storage } from '../storage';
import type { ResolvedImport } from './resolve-import';

/** The place in which an import keeps its bookmark: the one that is worked for, or another of the same file. */
export function openBookmarksOf(
  { config, storage }: Pick<ResolvedImport, 'config' | 'storage'>,
  importName: string,
): Promise<BookmarkPlace> {
  return openImportPlace(placeOfImport(config, importName), temporalAccess(storage));
}

/** The place of the state of a job that Longshore does not run, which leaves no witness. */
export async function openJob(
  { config, storage }: Pick<ResolvedImport, 'config' | 'storage'>,
  { bookmark: job, place, domain, dataset, username, fileType }: BookmarkDependency,
): Promise<PlacedBookmark> {
  const opened = await openPlace(findPlace(config, place), temporalAccess(storage));
  return { place: opened, address: { domain, dataset, job, username, fileType } };
}

/** Asked for its client only where the place is Temporal. */
function temporalAccess(storage: Storage): TemporalAccess {
  return {
    get client() {
      return getClient();
    },
    get taskQueue() {
      return activityInfo().taskQueue;
    },
    storage,
  };
}
