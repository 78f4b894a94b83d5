import { type AcknowledgedRequest, readDeliveriesOf, readDelivery, writeDelivery } from '../../src/storage';
import { contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const uuid = (n: number) => `${n.toString(16).padStart(8, '0')}-37ba-4d8a-a6b6-c0e5dbf8b2d1`;
const delivery = (more: Partial<AcknowledgedRequest>): AcknowledgedRequest => ({
  import: 'customers',
  runId: 'run-1',
  resource: 'customers',
  page: 1,
  ids: [uuid(1), uuid(2)],
  request: 'profile-bulk-import-job',
  at: 1_000,
  ...more,
});

test('the requests of one record are found, oldest first, and those of its neighbours are not', async () => {
  const first = delivery({ job: 'job-1' });
  const again = delivery({ job: 'job-2', runId: 'run-2', ids: [uuid(0), uuid(9), uuid(2)], at: 2_000 });
  const between = delivery({ job: 'job-3', ids: [uuid(0), uuid(9)], at: 3_000 });
  for (const one of [again, between, first]) await writeDelivery(scratch.storage, one);
  expect(await readDeliveriesOf(scratch.storage, 'customers', uuid(2))).toEqual([first, again]);
  expect(await readDeliveriesOf(scratch.storage, 'customers', uuid(3))).toEqual([]);
  expect(await readDeliveriesOf(scratch.storage, 'orders', uuid(2))).toEqual([]);
});

test('what is acknowledged once is kept once, under the key that is answered', async () => {
  const key = await writeDelivery(scratch.storage, delivery({}));
  expect(await writeDelivery(scratch.storage, delivery({}))).toBe(key);
  expect(await readDelivery(scratch.storage, key)).toEqual(delivery({}));
  await expect(readDelivery(scratch.storage, 'deliveries/customers/gone')).rejects.toMatchObject({
    code: 'storage-missing',
  });
  expect((await contentsOf(scratch.storage)).size).toBe(1);
});

test('ids that cannot stand in a key are found too', async () => {
  const long = `${'x'.repeat(90)}/1`;
  const odd = delivery({ ids: [long, uuid(1)] });
  await writeDelivery(scratch.storage, odd);
  expect(await readDeliveriesOf(scratch.storage, 'customers', long)).toEqual([odd]);
  expect(await readDeliveriesOf(scratch.storage, 'customers', uuid(1))).toEqual([odd]);
});
