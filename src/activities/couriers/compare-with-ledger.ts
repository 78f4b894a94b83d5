import { heartbeat } from '@temporalio/activity';
import { type CourierImport, type FeedOfCourier, feedsOf, landingsOf } from '../../config';
import type { PlannedObject } from '../../contract/couriers/courier-file';
import { type CourierListPlace, readCourierParts, type Storage, writeCourierList } from '../../storage';
import type { ObjectVersion, Tables } from '../../tables/tables';
import { resolveImportOf } from '../resolve-import';
import type { TablesOf } from '../tables-of';
import type { WorkerContext } from '../worker-context';
import type { CompareRequest, CompareResult, FeedWork } from './courier-requests';

/** Says of each object of a list which feeds it is to be loaded into. Throws what tables and storage throw. */
export async function compareWithLedger(
  context: WorkerContext,
  tablesOf: TablesOf,
  request: CompareRequest,
): Promise<CompareResult> {
  const { config, settings, storage } = resolveImportOf(context, request, 'courier');
  const feeds: ComparedFeed[] = [];
  for (const [index, feed] of feedsOf(config, settings).entries()) {
    if (!request.feeds.includes(index)) continue;
    const ledger = feed.feed && (await tablesOf(feed.feed.settings.table));
    feeds.push({ index, entities: entitiesOf(settings, feed), truncate: feed.truncate, ...ledgerOf(feed, ledger) });
  }
  const place = { courier: request.import, runId: request.runId };
  return compareList(storage, place, { list: request.list, feeds }, () => heartbeat());
}

/** A feed, and how it is asked which versions were loaded into it. */
export interface ComparedFeed {
  /** Its place among the load operations. */
  readonly index: number;
  /** Entities whose files it takes. */
  readonly entities: ReadonlySet<number>;
  readonly truncate: boolean;
  /** Left out where there is no such feed: its files are landed before the run fails for it. */
  readonly loadedVersions?: (names: readonly string[]) => Promise<ReadonlyMap<string, ObjectVersion>>;
}

/**
 * New is what a feed has not loaded, or loaded in another version. A feed that is truncated takes all of its files where one
 * of them is new, and else none. It holds a part of the list, of any length.
 */
export async function compareList(
  storage: Storage,
  place: CourierListPlace,
  { list, feeds }: Pick<CompareRequest, 'list'> & { readonly feeds: readonly ComparedFeed[] },
  onPart: () => void = () => undefined,
): Promise<CompareResult> {
  const reloaded = new Set<number>();
  const truncated = feeds.filter(({ truncate }) => truncate);
  for await (const part of truncated.length === 0 ? [] : readCourierParts(storage, place, list)) {
    onPart();
    for (const feed of truncated.filter(({ index }) => !reloaded.has(index))) {
      if ((await newOf(feed, part)).size > 0) reloaded.add(feed.index);
    }
    if (reloaded.size === truncated.length) break;
  }

  const works = new Map<number, FeedWork>(feeds.map(({ index }) => [index, { feed: index, objects: 0, bytes: 0 }]));
  let toLoad = 0;
  async function* compared(): AsyncGenerator<PlannedObject, void> {
    for await (const part of readCourierParts(storage, place, list)) {
      onPart();
      const toFeeds = new Map<PlannedObject, number[]>();
      for (const feed of feeds) {
        const all = part.filter(({ entity }) => feed.entities.has(entity));
        const objects = !feed.truncate ? await newOf(feed, part) : reloaded.has(feed.index) ? all : [];
        for (const object of objects) toFeeds.set(object, [...(toFeeds.get(object) ?? []), feed.index]);
      }
      for (const object of part) {
        const added = toFeeds.get(object) ?? [];
        for (const index of added) {
          const { objects, bytes } = works.get(index) ?? { objects: 0, bytes: 0 };
          works.set(index, { feed: index, objects: objects + 1, bytes: bytes + object.size });
        }
        const planned = { ...object, feeds: [...object.feeds, ...added] };
        if (planned.feeds.length > 0) toLoad += 1;
        yield planned;
      }
    }
  }
  const planned = await writeCourierList(storage, place, compared());
  return { list: planned, feeds: [...works.values()], toLoad };
}

/** The objects of a part that a feed has not loaded in this version. */
async function newOf(feed: ComparedFeed, part: readonly PlannedObject[]): Promise<ReadonlySet<PlannedObject>> {
  const own = part.filter(({ entity }) => feed.entities.has(entity));
  if (own.length === 0 || feed.loadedVersions === undefined) return new Set(own);
  const loaded = await feed.loadedVersions(own.map(({ name }) => name));
  return new Set(
    own.filter(({ name, etag, size }) => {
      const last = loaded.get(name);
      return last?.etag !== etag || last.size !== size;
    }),
  );
}

function entitiesOf({ entities }: CourierImport, { tags }: FeedOfCourier): ReadonlySet<number> {
  const takes = entities.map((entity) => landingsOf(entity).some(({ tag }) => tags.includes(tag)));
  return new Set(takes.flatMap((isTaken, index) => (isTaken ? [index] : [])));
}

function ledgerOf({ feed }: FeedOfCourier, tables: Tables | undefined): Pick<ComparedFeed, 'loadedVersions'> {
  if (feed === undefined || tables === undefined) return {};
  return { loadedVersions: (names) => tables.loadedVersions(feed.name, names) };
}
