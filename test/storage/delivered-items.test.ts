import { itemShards, readDeliveredItems, readItemShard, rewriteDeliveredItems } from '../../src/storage';
import { type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const uuid = (start: string) => `${start}000000-37ba-4d8a-a6b6-c0e5dbf8b2d1`;
const put = (ids: readonly string[], seen = 1) =>
  rewriteDeliveredItems(scratch.storage, 'products', ids, (id) => ({ skus: [`sku of ${id}`], seen }));

test('items are found by their products, those of other imports are not, and what is no UUID lies together', async () => {
  const ids = [uuid('00'), uuid('0f'), uuid('ff'), 'product-1', 'ÄÖ'];
  await put(ids);
  const found = await readDeliveredItems(scratch.storage, 'products', [...ids, uuid('0e')]);
  expect([...found.keys()].sort()).toEqual([...ids].sort());
  expect(found.get(uuid('0f'))).toEqual({ skus: [`sku of ${uuid('0f')}`], seen: 1 });
  expect([...(await readItemShard(scratch.storage, 'products', 'others')).keys()]).toEqual(['product-1', 'ÄÖ']);
  expect(await readDeliveredItems(scratch.storage, 'other', ids)).toEqual(new Map());
});

test('an item is replaced or forgotten, and its neighbours stay', async () => {
  await put([uuid('aa'), uuid('ab')]);
  await rewriteDeliveredItems(scratch.storage, 'products', [uuid('aa'), uuid('ab')], (id, item) =>
    id === uuid('aa') ? undefined : item && { ...item, seen: 2, gone: true },
  );
  expect(await readDeliveredItems(scratch.storage, 'products', [uuid('aa'), uuid('ab')])).toEqual(
    new Map([[uuid('ab'), { skus: [`sku of ${uuid('ab')}`], seen: 2, gone: true }]]),
  );
});

test('a shard is one of 257', async () => {
  expect(new Set(itemShards).size).toBe(257);
});
