import type { Refusal } from '../../src/activities/delivery/batch';
import { push } from '../../src/activities/push';
import { batchOf, entryOf } from './delivery/entry-of';
import { governed } from './delivery/governor-under-test';
import { StrictDestination } from './delivery/strict-destination';

const batches = Array.from({ length: 6 }, (_, index) =>
  batchOf(entryOf(index * 2, `a${index}`), entryOf(index * 2 + 1, `b${index}`)),
);

function pushed(destination: StrictDestination, keepRefusals: (refusals: readonly Refusal[]) => Promise<void>) {
  const done: number[] = [];
  const out = push({
    send: destination.send,
    ...governed(3, 1_000),
    signal: new AbortController().signal,
    stopping: () => false,
    keepRefusals,
    done: (batch) => done.push(batch.end.index),
  });
  return { out, done };
}

test('batches are sent side by side and told in order', async () => {
  let requests = 0;
  const latency = () => {
    requests += 1;
    return new Promise<void>((resolve) => setTimeout(resolve, 12 - 2 * requests));
  };
  const destination = new StrictDestination({ latency });
  const { out, done } = pushed(destination, async () => undefined);
  for (const batch of batches) await out.push(batch);
  await out.drain();
  expect(done).toEqual([2, 4, 6, 8, 10, 12]);
  expect(destination.mostOut).toBe(3);
  expect(destination.stored.size).toBe(12);
});

test('a batch is told when its refusals are kept, and not before; without refusals nothing is kept', async () => {
  const kept: (readonly Refusal[])[] = [];
  const destination = new StrictDestination({ isGuilty: (record) => record.id === 'b1' });
  const { out, done } = pushed(destination, async (refusals) => {
    await new Promise(setImmediate);
    expect(done).not.toContain(4);
    kept.push(refusals);
  });
  for (const batch of batches) await out.push(batch);
  await out.drain();
  expect(kept.map((refusals) => refusals.map(({ index }) => index))).toEqual([[3]]);
  expect(done).toEqual([2, 4, 6, 8, 10, 12]);
});

test('a batch whose refusals cannot be kept is not told, and nothing behind it', async () => {
  const destination = new StrictDestination({ isGuilty: (record) => record.id === 'b1' });
  const { out, done } = pushed(destination, () => Promise.reject(new Error('The disk is full')));
  for (const batch of batches) await out.push(batch);
  await expect(out.drain()).rejects.toThrow('The disk is full');
  expect(done).toEqual([2]);
});
