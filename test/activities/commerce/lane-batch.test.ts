import { type Errored, LaneBatch, type LaneEntry } from '../../../src/activities/commerce/lane-batch';
import { bulkEventsForm } from '../../../src/connectors/klaviyo';

const entry = (id: string, weight = 1): LaneEntry => ({ id, json: '{}', weight });
const errored = (id: string): Errored => ({
  id,
  index: 0,
  stage: 'map',
  code: 'email-invalid',
  message: 'no',
  record: {},
});

test('a batch ends before the resource that it has no room for, and says where the lane goes on', () => {
  const batch = new LaneBatch<LaneEntry>(bulkEventsForm);
  expect(batch.add({ id: 'a', page: 1 }, entry('a', 600), [])).toBeUndefined();
  expect(batch.add({ id: 'b', page: 1 }, undefined, [errored('b')])).toBeUndefined();
  expect(batch.add({ id: 'c', page: 2 }, entry('c', 400), [errored('c')])).toBeUndefined();
  expect(batch.add({ id: 'd', page: 2 }, entry('d'), [errored('d')])).toEqual({
    entries: [entry('a', 600), entry('c', 400)],
    errored: [errored('b'), errored('c')],
    read: 1_002,
    last: 'c',
    page: 1,
  });
  expect(batch.rest()).toEqual({ entries: [entry('d')], errored: [errored('d')], read: 2, last: 'd', page: 2 });
  expect(batch.rest()).toBeUndefined();
});

test('what has nothing but errors is settled too, without a request', () => {
  const batch = new LaneBatch<LaneEntry>(bulkEventsForm);
  batch.add({ id: 'a', page: 1 }, undefined, [errored('a')]);
  expect(batch.rest()).toEqual({ entries: [], errored: [errored('a')], read: 1, last: 'a', page: 1 });
});
