import type { CommerceLane, Reconciliation } from '../../contract/commerce';
import { catalogId } from '../../mappings/commerce';
import { type ChunkProduct, itemShardOf, itemShards, readItemShard, type Storage, writeIdList } from '../../storage';
import type { StepNotes } from '../step-notes';
import type { KlaviyoAccess } from './klaviyo-access';
import type { OpenedChunk } from './open-chunk';
import { ProductTally } from './product-tally';
import { variantsOfItems } from './variants-of-items';

export interface ReconciliationToOpen {
  readonly storage: Storage;
  readonly import: string;
  readonly lane: CommerceLane & { readonly reconcile: Reconciliation };
  readonly how: 'report' | 'unpublish' | 'delete';
  readonly klaviyo: KlaviyoAccess;
  readonly notes: StepNotes;
}

/** As many jobs of items as a chunk of the shop's products has. */
const mostItems = 300;

/**
 * What this import has delivered and the reading of everything did not find in the shop. Reports all of it, or opens the
 * next chunk of it, with the variants that the catalog has of each item. Undefined where the step ended first.
 */
export async function openReconciliation(toOpen: ReconciliationToOpen): Promise<OpenedChunk | undefined> {
  const { storage, import: importName, lane, how, klaviyo, notes } = toOpen;
  const opened = { staying: [], errored: [], unpublished: 0, tally: new ProductTally(), isLast: true } as const;
  if (how === 'report') {
    const ids = await vanished(toOpen, Number.POSITIVE_INFINITY);
    if (ids.length > 0) {
      const { hash } = await writeIdList(storage, importName, ids);
      const what = `${ids.length} products that this import has delivered are no longer in the shop, or not published`;
      notes.add(
        'warn',
        `${what}. They stay in the catalog (reconcile: report); their ids: lists/${importName}/${hash}`,
      );
    }
    return { ...opened, products: [] };
  }
  const ids = await vanished(toOpen, mostItems);
  const there = await variantsOfItems(klaviyo, ids);
  if (!there) return undefined;
  const products = ids.map((id) => vanishedProduct(id, [...(there.get(id) ?? [])]));
  const last = ids.at(-1) ?? lane.after;
  return { ...opened, products, ...(last === undefined ? {} : { last }), isLast: ids.length < mostItems };
}

/** Shard by shard, from behind the lane's place on. */
async function vanished(
  { storage, import: importName, lane: { after, reconcile }, how }: ReconciliationToOpen,
  most: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  const first = after === undefined ? 0 : itemShards.indexOf(itemShardOf(after));
  for (const [at, shard] of itemShards.slice(first).entries()) {
    const items = await readItemShard(storage, importName, shard);
    for (const id of [...items.keys()].sort()) {
      if (at === 0 && after !== undefined && id <= after) continue;
      const item = items.get(id);
      if (!item || item.seen >= reconcile.asOf || (how === 'unpublish' && item.gone)) continue;
      found.push(id);
      if (found.length >= most) return found;
    }
  }
  return found;
}

function vanishedProduct(id: string, had: readonly string[]): ChunkProduct {
  const unpublished = (type: string, entry: string): string =>
    JSON.stringify({ type, id: catalogId(entry), attributes: { published: false } });
  return {
    id,
    item: { update: unpublished('catalog-item', id) },
    variants: had.map((sku, at) => ({ sku, number: at + 1, update: unpublished('catalog-variant', sku) })),
    had: [...had],
    kept: [],
  };
}
