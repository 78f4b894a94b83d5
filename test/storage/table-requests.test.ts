import {
  readTableRequest,
  removeOldTableRequests,
  removeTableRequest,
  writeTableAnswer,
  writeTableRequest,
} from '../../src/storage';
import { contentsOf, type ScratchStorage, scratchStorage } from './scratch-storage';

let scratch: ScratchStorage;
beforeEach(async () => {
  scratch = await scratchStorage();
});
afterEach(() => scratch.stop());

test('a question and its answer are gone when they are removed, and so is what nobody has removed for long', async () => {
  const { storage } = scratch;
  for (const request of ['one', 'two']) {
    await writeTableRequest(storage, request, { ask: 'tables', connection: 'tables' });
    await writeTableAnswer(storage, request, { is: 'tables', tables: [] });
  }
  await removeTableRequest(storage, 'one');
  expect(await readTableRequest(storage, 'one')).toBeUndefined();
  expect(await readTableRequest(storage, 'two')).toEqual({ ask: 'tables', connection: 'tables' });
  expect(await removeOldTableRequests(storage, Date.now() - 60_000)).toBe(0);
  expect(await removeOldTableRequests(storage, Date.now() + 60_000)).toBe(2);
  expect(await contentsOf(storage)).toEqual(new Map());
});
