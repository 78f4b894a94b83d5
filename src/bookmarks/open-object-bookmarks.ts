import { type ObjectPlace, openObjectPlace } from '../storage';
import { LandingObjects } from './landing-objects';
import { ObjectBookmarks } from './object-bookmarks';
import type { BookmarkPlaceConfig } from './open-place';

type Config = Extract<BookmarkPlaceConfig, { readonly type: 's3' | 'azure-blob' }>;

const use = {
  name: 'Bookmarks',
  authRemedy:
    'Check the credentials of the place of bookmarks: they must be allowed to list, read, write and delete (in Azure the role Storage Blob Data Contributor); of a data bucket apart from the landing bucket, to list and read.',
} as const;

/** A client each is enough for all steps of a worker: one of its own each time would connect, and take on its role, anew. */
const opened = new Map<string, ObjectBookmarks>();

/** Opens two buckets, or a container in which nothing is moved. */
export function openObjectBookmarks(config: Config): ObjectBookmarks {
  const key = JSON.stringify(config);
  const bookmarks = opened.get(key) ?? new ObjectBookmarks(landingOf(config));
  opened.set(key, bookmarks);
  return bookmarks;
}

function landingOf(config: Config): LandingObjects {
  if (config.type === 'azure-blob') {
    const container = openObjectPlace(config, use);
    return new LandingObjects(container, container);
  }
  const { landingBucket, dataBucket, ...settings } = config;
  const open = (bucket: string): ObjectPlace => openObjectPlace({ ...settings, bucket }, use);
  const data = open(dataBucket);
  return new LandingObjects(landingBucket === dataBucket ? data : open(landingBucket), data);
}
