import { z } from 'zod';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

const itemSchema = z.strictObject({
  /** Of its variants. */
  skus: z.array(z.string()),
  /** The last reading that has found its product in the shop, epoch ms of the shop's clock. */
  seen: z.number(),
  /** True where it was unpublished, for its product is gone. */
  gone: z.literal(true).exactOptional(),
});

const shardSchema = z.record(z.string(), itemSchema);

/** An item of the catalog that an import has delivered. */
export type DeliveredItem = Readonly<z.infer<typeof itemSchema>>;

/**
 * Ids begin alike where they follow each other, so that a chunk of products touches few shards where there are many, and
 * one of a million products has 4,000 in each.
 */
export const itemShards: readonly string[] = [
  ...Array.from({ length: 256 }, (_, shard) => shard.toString(16).padStart(2, '0')),
  // What is no UUID lies together.
  'others',
];

/** The shard of a product. */
export function itemShardOf(id: string): string {
  const shard = id.slice(0, 2);
  return /^[0-9a-f]{2}$/.test(shard) ? shard : 'others';
}

function keyOf(importName: string, shard: string): string {
  return storageKey('delivered-items', importName, `${shard}.json`);
}

/** The items of one shard, by their products. */
export async function readItemShard(
  storage: Storage,
  importName: string,
  shard: string,
): Promise<ReadonlyMap<string, DeliveredItem>> {
  const content = await storage.get(keyOf(importName, shard));
  return new Map(content ? Object.entries(shardSchema.parse(JSON.parse(content.toString('utf8')))) : []);
}

/** What the import has delivered of these products; those of which it has nothing are left out. */
export async function readDeliveredItems(
  storage: Storage,
  importName: string,
  products: Iterable<string>,
): Promise<ReadonlyMap<string, DeliveredItem>> {
  const found = new Map<string, DeliveredItem>();
  for (const [shard, ids] of byShard(products)) {
    const items = await readItemShard(storage, importName, shard);
    for (const id of ids) {
      const item = items.get(id);
      if (item) found.set(id, item);
    }
  }
  return found;
}

/**
 * Puts what `become` answers in the place of what is known of each product; undefined forgets it. A repeat changes nothing
 * more. Lanes never share a shard, for their bounds are those of shards.
 */
export async function rewriteDeliveredItems(
  storage: Storage,
  importName: string,
  products: Iterable<string>,
  become: (id: string, item: DeliveredItem | undefined) => DeliveredItem | undefined,
): Promise<void> {
  for (const [shard, ids] of byShard(products)) {
    const items = new Map(await readItemShard(storage, importName, shard));
    for (const id of ids) {
      const item = become(id, items.get(id));
      if (item) items.set(id, item);
      else items.delete(id);
    }
    await storage.put(keyOf(importName, shard), JSON.stringify(Object.fromEntries(items)));
  }
}

function byShard(products: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const shards = new Map<string, string[]>();
  for (const id of products) shards.set(itemShardOf(id), [...(shards.get(itemShardOf(id)) ?? []), id]);
  return shards;
}
