import type { BookmarkAddress } from '../contract/bookmark';
import type { FoundObject } from './landing-objects';
import { unreadable } from './stored-json';

type Dataset = Pick<BookmarkAddress, 'domain' | 'dataset'>;

/** The part of a file's name that differs from save to save. `second` is its `upload_date`, in epoch seconds. */
export interface SavedAs {
  readonly second: number;
  readonly username: string;
  readonly fileType: string;
}

/** A file that a job left as its state, by us or by others. */
export interface SavedFile extends SavedAs {
  readonly object: FoundObject;
  readonly job: string;
  readonly status: 'running' | 'completed';
}

/** What the names of all saves of a dataset begin with, or of those of a second and later. */
export function uploads({ domain, dataset }: Dataset, second: number | '' = ''): string {
  return `${domain}/${dataset}/upload_date=${second}`;
}

/** The layout of the original, which jobs that read these files know. */
export function savedFileName(
  bookmark: Pick<BookmarkAddress, 'domain' | 'dataset' | 'job'>,
  { second, username, fileType }: SavedAs,
  status: 'running' | 'completed',
): string {
  return `${uploads(bookmark, second)}/${username}/${fileType}/${bookmark.job}_${status}.json`;
}

const layout = /\/upload_date=([^/]*)\/([^/]+)\/([^/]+)\/([^/]+)_(running|completed)\.json$/;

/** Undefined for what is no state of a job. */
export function savedFileOf(object: FoundObject): SavedFile | undefined {
  const [, date = '', username = '', fileType = '', job = '', status] = layout.exec(object.name) ?? [];
  if (status === undefined) return undefined;
  // Ten digits: a listing by name is then one by time, until the year 2286.
  const second = /^\d{10}$/.test(date) ? Number(date) : Number.NaN;
  return { object, second, username, fileType, job, status: status === 'running' ? 'running' : 'completed' };
}

/** The saves of a job, oldest first. Throws `bookmark-unreadable` where one does not say when it was. */
export function savesOf(
  job: string,
  objects: readonly FoundObject[],
  pathOf: (object: FoundObject) => string,
): readonly SavedFile[] {
  const saves = objects.flatMap((object) => savedFileOf(object) ?? []).filter((save) => save.job === job);
  for (const { second, object } of saves) {
    if (Number.isNaN(second)) throw unreadable(pathOf(object), 'has an upload_date that is not in epoch seconds');
  }
  return saves.sort(bySave);
}

/** By what the place says, never by the clock of who reads. A completion wins where nothing tells them apart. */
function bySave(a: SavedFile, b: SavedFile): number {
  return a.second - b.second || a.object.timestamp - b.object.timestamp || rank(a.status) - rank(b.status);
}

function rank(status: 'running' | 'completed'): number {
  return status === 'running' ? 0 : 1;
}

/** Whether a save is newer than a version that was written at `timestamp`, epoch ms. */
export function isNewerSave(
  save: SavedFile,
  than: { readonly second: number; readonly timestamp: number; readonly status: 'running' | 'completed' },
): boolean {
  const object = { ...save.object, timestamp: than.timestamp };
  return bySave(save, { ...save, object, second: than.second, status: than.status }) > 0;
}
