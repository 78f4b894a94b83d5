import type { Refusal } from '../../src/activities/delivery/batch';
import { keepRefusals } from '../../src/activities/keep-refusals';
import { readRejects } from '../../src/storage';
import { collect, type ScratchStorage, scratchStorage } from '../storage/scratch-storage';
import { refusalOf } from './delivery/entry-of';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

const file = { name: 'in/a.json', etag: 'v1', timestamp: 1, size: 9 };
const keep = (...refusals: Refusal[]) =>
  keepRefusals(scratch.storage, { import: 'stores', runId: 'run-1', file }, refusals);
const kept = () => collect(readRejects(scratch.storage, 'stores', { name: 'in/a.json', version: 'v1' }));

test('a refusal is kept with the place of its record, its reason and the record itself', async () => {
  await keep({ ...refusalOf(3), line: 4, stage: 'map', code: 'missing-key', key: 'k', record: { a: 'Zürich' } });
  expect(await kept()).toEqual([
    {
      import: 'stores',
      runId: 'run-1',
      file: 'in/a.json',
      version: 'v1',
      fileTimestamp: 1,
      index: 3,
      offset: 30,
      end: 39,
      line: 4,
      stage: 'map',
      code: 'missing-key',
      message: 'Record 3 is not valid',
      key: 'k',
      record: '{"a":"Zürich"}',
      at: expect.any(Number),
    },
  ]);
});

test('a text is kept as it is, a long record is cut at 16 KB', async () => {
  await keep({ ...refusalOf(0), record: '{"a": oops}' }, { ...refusalOf(1), record: { a: 'x'.repeat(20_000) } });
  const [text, long] = await kept();
  expect(text?.record).toBe('{"a": oops}');
  expect(long?.record).toHaveLength(16_384);
});

test('refusals that come in any order are kept in the order of the file', async () => {
  await keep(refusalOf(5), refusalOf(2), refusalOf(9));
  expect((await kept()).map(({ index }) => index)).toEqual([2, 5, 9]);
});
