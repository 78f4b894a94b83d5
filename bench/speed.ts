import { withBenchStack } from './bench-stack';
import { type Line, median, row } from './line';

const rounds = 3;
/** A million: a run begins and ends in half a second. */
const [files, perFile] = [4, 250_000];
const latencyMs = 20;
const sequentialRecords = 200_000;
/** 45 s each. */
const sequentialRounds = 2;

/** A run against the same connectors and mapping in a plain loop: rounds of both, so that both meet what else there is. */
export function measureAgainstPlainLoop(): Promise<Line[]> {
  return withBenchStack({}, async ({ stack, putStores, runOnce, forget, script }) => {
    await putStores(files, perFile);
    await stack.startWorker();
    const plain: number[] = [];
    const durable: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      plain.push((await script<{ seconds: number }>('plain-loop.js')).seconds);
      durable.push((await runOnce()).seconds);
      await forget();
    }
    const total = files * perFile;
    const [plainRate, durableRate] = [total / median(plain), total / median(durable)];
    return [
      row(`plain loop, ${total} records`, `${Math.round(plainRate)} records/s`),
      row(`run, ${total} records, concurrency found by itself`, `${Math.round(durableRate)} records/s`),
      row('run against plain loop', (durableRate / plainRate).toFixed(2), 'at least 0.9'),
    ];
  });
}

/** A run without any tuning against one request after the other, where each is answered after 20 ms. */
export function measureAgainstSequential(): Promise<Line[]> {
  return withBenchStack({ odp: { latencyMs } }, async ({ stack, putStores, runOnce, forget, script }) => {
    await putStores(1, sequentialRecords);
    await stack.startWorker();
    const sequential: number[] = [];
    const durable: number[] = [];
    for (let round = 0; round < sequentialRounds; round += 1) {
      sequential.push((await script<{ seconds: number }>('sequential-loop.js')).seconds);
      durable.push((await runOnce()).seconds);
      await forget();
    }
    const [slow, quick] = [median(sequential), median(durable)];
    return [
      row(`one after the other, answers after ${latencyMs} ms`, `${slow.toFixed(1)} s`),
      row(`run, the same ${sequentialRecords} records, untuned`, `${quick.toFixed(1)} s`),
      row('times as quick', (slow / quick).toFixed(1), 'at least 10'),
    ];
  });
}
