import type { FileLoadCounts } from '../contract/couriers/feed-counts';
import { readFeedReports } from '../storage';
import type { RunView } from './run-view';
import type { Session } from './session';

/** More would be a screen that nobody reads, and the feed's counts have them all. */
const mostTold = 20;

/** Files that a run has loaded into a feed: the first ones, and how many more there are. */
export interface LoadedFiles {
  readonly files: readonly FileLoadCounts[];
  readonly more: number;
}

/** A run with what became of its files, feed by feed, where it is one of a courier. Throws what storage throws. */
export async function withLoadedFiles({ storage }: Pick<Session, 'storage'>, run: RunView): Promise<RunView> {
  if (run.feeds === undefined) return run;
  const loaded = new Map<string, FileLoadCounts[]>();
  for (const { feed, files } of await readFeedReports(storage, run)) {
    loaded.set(feed, [...(loaded.get(feed) ?? []), ...files]);
  }
  const told = [...loaded].map(([feed, files]): [string, LoadedFiles] => [
    feed,
    { files: files.slice(0, mostTold), more: Math.max(0, files.length - mostTold) },
  ]);
  return { ...run, loadedFiles: Object.fromEntries(told) };
}
