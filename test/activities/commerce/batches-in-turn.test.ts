import { BatchesInTurn } from '../../../src/activities/commerce/batches-in-turn';

/** Batches that are settled when the test says so. */
function underTest() {
  const begun: string[] = [];
  const ends: { resolve: (isSettled: boolean) => void; reject: (error: Error) => void }[] = [];
  const batches = new BatchesInTurn<string>((batch) => {
    begun.push(batch);
    return new Promise((resolve, reject) => ends.push({ resolve, reject }));
  });
  return { begun, ends, batches };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('the next batch is gathered while one is out, and begun once that one is settled', async () => {
  const { begun, ends, batches } = underTest();
  await expect(batches.begin('a')).resolves.toBe(true);
  const next = batches.begin('b');
  await turn();
  expect(begun).toEqual(['a']);
  ends[0]?.resolve(true);
  await expect(next).resolves.toBe(true);
  expect(begun).toEqual(['a', 'b']);
  ends[1]?.resolve(true);
  await expect(batches.settled()).resolves.toBe(true);
  expect(batches.failed).toBe(false);
});

test('behind a batch that was not settled none is begun', async () => {
  const { begun, ends, batches } = underTest();
  await batches.begin('a');
  ends[0]?.resolve(false);
  await turn();
  expect(batches.failed).toBe(true);
  await expect(batches.begin('b')).resolves.toBe(false);
  await expect(batches.settled()).resolves.toBe(false);
  await expect(batches.failure()).resolves.toBeUndefined();
  expect(begun).toEqual(['a']);
});

test('what settling throws is told to whoever asks next, and to nobody before', async () => {
  const { begun, ends, batches } = underTest();
  await batches.begin('a');
  ends[0]?.reject(new Error('the key was refused'));
  await turn();
  expect(batches.failed).toBe(true);
  await expect(batches.begin('b')).rejects.toThrow('the key was refused');
  await expect(batches.settled()).rejects.toThrow('the key was refused');
  await expect(batches.failure()).resolves.toEqual(new Error('the key was refused'));
  expect(begun).toEqual(['a']);
});

test('nothing is out where nothing was begun', async () => {
  const { batches } = underTest();
  await expect(batches.settled()).resolves.toBe(true);
  await expect(batches.failure()).resolves.toBeUndefined();
});
