import { type FeedOfCourier, feedsOf, type NamedFeed } from '../../config';
import type { PlannedObject } from '../../contract/couriers/courier-file';
import { LongshoreError } from '../../contract/failure';
import { type LandedObject, landedFolder, readCourierList, readLanded, writeFeedReport } from '../../storage';
import { type ResolvedCourier, resolveCourier } from '../resolve-import';
import { ticking } from '../tables/ticking';
import type { TablesOf } from '../tables-of';
import { workTogether } from '../work-together';
import type { WorkerContext } from '../worker-context';
import type { LoadFeedRequest, LoadFeedResult } from './courier-requests';
import { driftNotes } from './drift-notes';
import { fetchLanded } from './fetch-landed';
import { keepRowErrors } from './keep-row-errors';
import { withScratchFolder } from './scratch-folder';

/** Manifests are small, and each is a question to storage. */
const manifestsAtOnce = 16;

/**
 * Does all operations of one feed with what has landed of a list, in one transaction. An attempt after one that has committed
 * changes nothing and answers the same.
 *
 * Throws `unknown-feed`, `storage-missing` where an object has not landed, and what `fetchLanded` and `Tables` throw.
 */
export async function loadFeed(
  context: WorkerContext,
  tablesOf: TablesOf,
  request: LoadFeedRequest,
): Promise<LoadFeedResult> {
  const resolved = resolveCourier(context, request);
  const { import: courier, loadId: runId } = request;
  const { feed, truncate, tags } = requireFeed(resolved, request.feed);
  const tables = await tablesOf(feed.settings.table);
  return ticking(async (signal) => {
    const { storage } = resolved;
    const objects = await landedObjects(resolved, request, signal);
    const etags = new Map(objects.map(({ name, etag }) => [name, etag]));
    const loaded = await withScratchFolder(context.env, async (folder) => {
      const files = await fetchLanded(storage, objects, { folder, tags, signal });
      return tables.load(
        {
          ...{ courier, runId, feed: feed.name, settings: feed.settings, truncate, files },
          objects: objects.map(({ name, day, etag, size }) => ({ name, day, etag, size })),
        },
        {
          signal,
          onErrors: (errors) => keepRowErrors(storage, { ...request, feed: feed.name, etags }, errors),
        },
      );
    });
    const { counts, files, drift, repeated } = loaded;
    await writeFeedReport(storage, request, {
      ...{ feed: feed.name, counts, loadedAt: Date.now() },
      files: [...files],
      drift: drift.map(({ file, missing, added }) => ({ file, missing: [...missing], added: [...added] })),
    });
    return { feed: feed.name, counts, files: files.length, repeated, notes: driftNotes(feed.name, drift) };
  });
}

interface FoundFeed extends FeedOfCourier {
  readonly feed: NamedFeed;
}

/** Throws `unknown-feed` in the words that people know, with all feeds of the courier that are not found. */
function requireFeed({ config, settings }: ResolvedCourier, place: number): FoundFeed {
  const all = feedsOf(config, settings);
  const one = all[place];
  if (one?.feed !== undefined) return { ...one, feed: one.feed };
  const missing = all.filter(({ feed }) => feed === undefined).map(({ written }) => `"${written}"`);
  const message = `Error running load-operations task\nCannot find required feeds: ${missing.join(', ')}`;
  throw new LongshoreError('unknown-feed', message);
}

/** What is to be loaded into the feed, in the order of the list; an object that is of two entities stands there once. */
async function landedObjects(
  { storage }: ResolvedCourier,
  request: LoadFeedRequest,
  signal: AbortSignal,
): Promise<readonly LandedObject[]> {
  const place = { courier: request.import, runId: request.runId };
  const leftOut = new Set(request.leftOut);
  const wanted = new Map<string, PlannedObject>();
  let position = 0;
  for await (const object of readCourierList(storage, place, request.list)) {
    const isWanted = object.feeds.includes(request.feed) && !leftOut.has(position);
    const folder = landedFolder(place.courier, object);
    if (isWanted && !wanted.has(folder)) wanted.set(folder, object);
    position += 1;
  }
  const landed: LandedObject[] = [];
  await workTogether([...[...wanted.values()].entries()], { atOnce: manifestsAtOnce, signal }, async ([at, object]) => {
    const found = await readLanded(storage, place.courier, object);
    if (found === undefined) {
      throw new LongshoreError('storage-missing', `${object.name} is to be loaded and has not landed`, {
        remedy: 'Run the courier for that day again: the object is landed anew.',
      });
    }
    landed[at] = found;
  });
  return landed;
}
