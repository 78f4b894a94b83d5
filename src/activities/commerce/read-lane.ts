import { changedSince, openShop, type Shop, type ShopRecord, type ShopResource } from '../../connectors/commercetools';
import type { CommerceLane } from '../../contract/commerce';
import { readIdsAfter, type Storage } from '../../storage';
import { connectionOf } from '../connection-of';
import type { ResolvedCommerce } from '../resolve-import';
import { type LanePage, lanePages } from './lane-pages';

/** As many ids as one request takes. */
const idsPerPage = 80;

export interface LaneToRead {
  readonly import: string;
  readonly resource: ShopResource;
  readonly lane: CommerceLane;
  /** Only what was changed at or after this, epoch ms. */
  readonly since?: number;
  readonly expand?: readonly string[];
  /** More predicates, of a lane that is a range. */
  readonly where?: readonly string[];
  /** Records in a page of a range. */
  readonly limit?: number;
  readonly signal: AbortSignal;
}

/** Reads the page of a lane that lies behind an id. */
export type LaneReader = (behind: string | undefined) => Promise<LanePage<ShopRecord>>;

/** The pages of a lane that were not worked on yet. Throws what the shop throws, and `storage-missing`. */
export function readLane(resolved: ResolvedCommerce, toRead: LaneToRead): AsyncGenerator<LanePage<ShopRecord>> {
  return lanePages(toRead.lane.after, laneReader(resolved, toRead));
}

/** Of who reads no further than it has room for. Throws what the shop throws, and `storage-missing`. */
export function laneReader({ config, settings, storage }: ResolvedCommerce, toRead: LaneToRead): LaneReader {
  const shop = openShop(connectionOf(config, settings.source, 'commercetools'));
  return (behind) => (toRead.lane.list ? readListed(shop, storage, toRead, behind) : readRange(shop, toRead, behind));
}

async function readRange(shop: Shop, toRead: LaneToRead, behind: string | undefined): Promise<LanePage<ShopRecord>> {
  const { resource, lane, since, expand = [], where = [], limit, signal } = toRead;
  const begin = behind === undefined ? (lane.from === undefined ? {} : { from: lane.from }) : { after: behind };
  const { records, complete } = await shop.readPage({
    resource,
    ...begin,
    ...(lane.upTo === undefined ? {} : { upTo: lane.upTo }),
    where: since === undefined ? where : [...where, changedSince(since)],
    ...(limit === undefined ? {} : { limit }),
    expand,
    signal,
  });
  const last = records.at(-1)?.id;
  return { resources: records, ...(complete || last === undefined ? {} : { next: last }) };
}

async function readListed(
  shop: Shop,
  storage: Storage,
  { import: importName, resource, lane, expand = [], signal }: LaneToRead,
  behind: string | undefined,
): Promise<LanePage<ShopRecord>> {
  const ids = lane.list ? await readIdsAfter(storage, importName, lane.list, behind, idsPerPage) : [];
  const resources: ShopRecord[] = [];
  for await (const { records } of shop.readByIds({ resource, ids, expand, signal })) resources.push(...records);
  const last = ids.at(-1);
  return {
    resources,
    missing: ids.length - resources.length,
    ...(ids.length < idsPerPage || last === undefined ? {} : { next: last }),
  };
}
