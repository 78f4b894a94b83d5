import { setImmediate as soon } from 'node:timers/promises';
import fc from 'fast-check';
import type { Batch } from '../../../src/activities/delivery/batch';
import type { Delivered } from '../../../src/activities/delivery/deliver-batch';
import { InOrder } from '../../../src/activities/delivery/in-order';
import { noCounts } from '../../../src/contract/counts';
import { batchOf, entryOf } from './entry-of';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const settled: Delivered = { counts: noCounts, refusals: [] };

/** Batches that are out, each to be answered by hand. */
class Desk {
  readonly order: InOrder;
  readonly begun: Batch[] = [];
  readonly done: Batch[] = [];
  readonly #answers = new Map<Batch, (answer: Promise<Delivered | undefined>) => void>();

  constructor(concurrency: number) {
    this.order = new InOrder({
      concurrency: () => concurrency,
      deliver: (batch) => {
        this.begun.push(batch);
        return new Promise((resolve) => this.#answers.set(batch, resolve));
      },
      done: (batch) => this.done.push(batch),
    });
  }

  async answer(batch: Batch, answer: Promise<Delivered | undefined> = Promise.resolve(settled)): Promise<void> {
    this.#answers.get(batch)?.(answer);
    await soon();
  }

  /** Pushes, and tells whether the batch was on its way at once. */
  async push(batch: Batch): Promise<{ atOnce: boolean; pushed: Promise<void> }> {
    let atOnce = false;
    const pushed = this.order.push(batch).then(() => {
      atOnce = true;
    });
    await soon();
    return { atOnce, pushed };
  }
}

const batches = Array.from({ length: 20 }, (_, index) => batchOf(entryOf(index, `key ${index}`)));
const [a, b, c, d] = batches as [Batch, Batch, Batch, Batch];

test('what is settled before those in front of it is told after them', async () => {
  const desk = new Desk(3);
  for (const batch of [a, b, c]) await desk.push(batch);
  await desk.answer(c);
  await desk.answer(b);
  expect(desk.done).toEqual([]);
  await desk.answer(a);
  expect(desk.done).toEqual([a, b, c]);
  await desk.order.drain();
});

test('no more are out than may be', async () => {
  const desk = new Desk(2);
  for (const batch of [a, b]) expect((await desk.push(batch)).atOnce).toBe(true);
  const third = await desk.push(c);
  expect(third.atOnce).toBe(false);
  expect(desk.begun).toEqual([a, b]);
  await desk.answer(b);
  await third.pushed;
  expect(desk.begun).toEqual([a, b, c]);
});

test('a slow one holds back more than four times as many settled ones, so that they do not fill the memory', async () => {
  const desk = new Desk(2);
  await desk.push(a);
  for (const batch of batches.slice(1, 8)) {
    expect((await desk.push(batch)).atOnce).toBe(true);
    await desk.answer(batch);
  }
  const ninth = await desk.push(batches[8] as Batch);
  expect(ninth.atOnce).toBe(false);
  await desk.answer(a);
  await ninth.pushed;
  expect(desk.done).toEqual(batches.slice(0, 8));
});

describe('two versions of one key', () => {
  const older = batchOf(entryOf(0, 'x'), entryOf(1, 'k'));
  const newer = batchOf(entryOf(2, 'k'), entryOf(3, 'y'));
  const newest = batchOf(entryOf(4, 'y'), entryOf(5, 'k'));

  test('are never out at once', async () => {
    const desk = new Desk(8);
    await desk.push(older);
    const second = await desk.push(newer);
    expect(second.atOnce).toBe(false);
    await desk.answer(older);
    await second.pushed;
    const third = await desk.push(newest);
    expect(third.atOnce).toBe(false);
    await desk.answer(newer);
    await third.pushed;
    expect(desk.begun).toEqual([older, newer, newest]);
  });

  test('do not hold back what is settled', async () => {
    const desk = new Desk(8);
    await desk.push(a);
    await desk.push(older);
    await desk.answer(older);
    // Not told yet, for `a` is out; but no request with its keys is.
    expect((await desk.push(newer)).atOnce).toBe(true);
  });
});

describe('a batch that comes back unsettled', () => {
  test('ends the sending, and nothing behind it is told', async () => {
    const desk = new Desk(3);
    for (const batch of [a, b, c]) await desk.push(batch);
    expect(desk.order.broken).toBe(false);
    await desk.answer(a);
    await desk.answer(b, Promise.resolve(undefined));
    await desk.answer(c);
    expect(desk.order.broken).toBe(true);
    await desk.order.push(d);
    expect(desk.begun).toEqual([a, b, c]);
    await desk.order.drain();
    expect(desk.done).toEqual([a]);
  });

  test('lets go who waits to push', async () => {
    const desk = new Desk(1);
    await desk.push(a);
    const { pushed } = await desk.push(b);
    await desk.answer(a, Promise.resolve(undefined));
    await pushed;
    expect(desk.begun).toEqual([a]);
  });
});

describe('a batch that fails', () => {
  test('is told by drain when all are back, and the first failure counts', async () => {
    const desk = new Desk(3);
    for (const batch of [a, b, c]) await desk.push(batch);
    await desk.answer(b, Promise.reject(new Error('first')));
    await desk.answer(c, Promise.reject(new Error('second')));
    let drained = false;
    const drain = desk.order.drain().finally(() => {
      drained = true;
    });
    const ending = expect(drain).rejects.toThrow('first');
    await soon();
    expect(drained).toBe(false);
    await desk.answer(a);
    await ending;
    expect(desk.done).toEqual([a]);
    expect(desk.order.broken).toBe(true);
  });
});

test('whatever the latencies, batches are told in order and a key is out once', async () => {
  const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'), { maxLength: 3 });
  const plan = fc.array(
    fc.record({ keys, turns: fc.integer({ min: 0, max: 6 }), fails: fc.constantFrom(0, 0, 0, 0, 1, 2) }),
    {
      maxLength: 25,
    },
  );
  const property = fc.asyncProperty(plan, fc.integer({ min: 1, max: 5 }), async (steps, concurrency) => {
    const all = steps.map((step, index) => batchOf(...step.keys.map((key) => entryOf(index, key))));
    const stepOf = new Map(all.map((batch, index) => [batch, steps[index]]));
    const out: Batch[] = [];
    const done: Batch[] = [];
    const order = new InOrder({
      concurrency: () => concurrency,
      deliver: async (batch) => {
        out.push(batch);
        expect(out.length).toBeLessThanOrEqual(concurrency);
        const keysOut = out.flatMap((one) => one.entries.map(({ key }) => key));
        expect(new Set(keysOut).size).toBe(keysOut.length);
        const { turns = 0, fails = 0 } = stepOf.get(batch) ?? {};
        for (let turn = 0; turn < turns; turn += 1) await soon();
        out.splice(out.indexOf(batch), 1);
        if (fails === 2) throw new Error('failed');
        return fails === 1 ? undefined : settled;
      },
      done: (batch) => done.push(batch),
    });
    for (const batch of all) await order.push(batch);
    const failed = await order.drain().then(
      () => false,
      () => true,
    );
    expect(out).toEqual([]);
    const firstBroken = steps.findIndex((step) => step.fails > 0);
    const prefix = firstBroken === -1 ? all : all.slice(0, firstBroken);
    // Those before the first that broke were on their way already: all of them are told, and none behind it.
    expect(done).toEqual(prefix);
    expect(order.broken).toBe(firstBroken !== -1);
    if (steps.every((step) => step.fails < 2)) expect(failed).toBe(false);
    if (steps[firstBroken]?.fails === 2 && steps.slice(firstBroken + 1).every((step) => step.fails === 0))
      expect(failed).toBe(true);
  });
  await fc.assert(property, { numRuns: 300, ...fromSeed });
});
