import type { Client } from '@temporalio/client';
import type { BookmarkPlaceSettings } from '../config';
import { LongshoreError } from '../contract/failure';
import type { Storage } from '../storage';
import type { BookmarkPlace } from './bookmark-place';
import { DirectoryBookmarks } from './directory-bookmarks';

/** How a place is written, in longshore.yaml and in programs. A directory is for jobs of one machine. */
export type BookmarkPlaceConfig = BookmarkPlaceSettings;

/** What the place `temporal` needs besides: large values and the witnesses of completions lie in `storage`. */
export interface TemporalAccess {
  readonly client: Client;
  readonly storage: Storage;
  /** Of a Longshore worker, which must be up. */
  readonly taskQueue: string;
}

/** Opens a place; nothing is read or written yet. Throws `usage-invalid` for one that is not known. */
export async function openPlace(config: BookmarkPlaceConfig, temporal?: TemporalAccess): Promise<BookmarkPlace> {
  switch (config.type) {
    case 'directory':
      return new DirectoryBookmarks(config.path);
    case 'temporal': {
      if (!temporal) {
        throw new LongshoreError('usage-invalid', 'Bookmarks in Temporal need a client of Temporal', {
          remedy: "Give `await openPlace({ type: 'temporal' }, { client, storage, taskQueue })` as the place.",
        });
      }
      // Loaded when it is needed: a job whose place is a directory knows nothing of Temporal.
      const { TemporalBookmarks } = await import('./temporal-bookmarks.js');
      return new TemporalBookmarks(temporal);
    }
    case 's3':
    case 'azure-blob': {
      const { openObjectBookmarks } = await import('./open-object-bookmarks.js');
      return openObjectBookmarks(config);
    }
    default: {
      const { type } = config as { readonly type: unknown };
      throw new LongshoreError('usage-invalid', `There is no place of bookmarks of type '${String(type)}'`, {
        remedy: 'The types are temporal, directory, s3 and azure-blob.',
      });
    }
  }
}
