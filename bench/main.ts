import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { storeNumber } from '../sandbox/offline-stores';
import { odpKey, type Stack, startStack } from '../sandbox/stack';
import { putLargeArray } from './large-array';
import { ResidentMemory } from './resident-memory';
import { startStandInProcess } from './stand-in-process';

const run = promisify(execFile);
const longshore = join(__dirname, '../src/client.js');
const plainLoop = join(__dirname, 'plain-loop.js');
const speedFiles = 4;
const speedRecords = 100_000;
const rounds = 3;
const memoryBytes = Number(process.env.BENCH_MEMORY_BYTES ?? 1_000_000_000);

interface Line {
  readonly what: string;
  readonly figure: string;
  readonly wanted: string;
}

/** Measures what the product claims, side by side in one run. Prints a table on stderr and JSON on stdout. */
async function main(): Promise<void> {
  const standIn = await startStandInProcess(odpKey);
  const lines: Line[] = [];
  try {
    lines.push(...(await withStack(standIn.baseUrl, measureSpeed)));
    lines.push(...(await withStack(standIn.baseUrl, measureMemory)));
  } finally {
    await standIn.stop();
  }
  const table = new Table({ head: ['What', 'Measured', 'Wanted'], style: { head: [], border: [] } });
  for (const { what, figure, wanted } of lines) table.push([what, figure, wanted]);
  process.stderr.write(`${table.toString()}\n`);
  process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
}

async function withStack(odpBaseUrl: string, work: (stack: Stack) => Promise<Line[]>): Promise<Line[]> {
  const stack = await startStack({ odpBaseUrl });
  try {
    return await work(stack);
  } finally {
    await stack.stop();
  }
}

/** Rounds of both, one after the other, so that what else the machine does meets both alike. */
async function measureSpeed(stack: Stack): Promise<Line[]> {
  for (let file = 0; file < speedFiles; file += 1) {
    const stores = Array.from({ length: speedRecords }, (_, number) => storeNumber(file * speedRecords + number));
    await stack.putFile(`${file}.json`, JSON.stringify(stores));
  }
  await stack.startWorker();
  // So that no file is so fresh that a run waits for others of its second.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const plain: number[] = [];
  const durable: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { stdout } = await run(process.execPath, [plainLoop], { env: stack.env });
    plain.push((JSON.parse(stdout) as { seconds: number }).seconds);
    durable.push((await runOnce(stack)).seconds);
    await run(
      process.execPath,
      [longshore, '--config', stack.configPath, 'bookmarks', 'reset', 'offline-stores', '--yes'],
      { env: stack.env },
    );
  }
  const total = speedFiles * speedRecords;
  const [plainRate, durableRate] = [total / median(plain), total / median(durable)];
  return [
    { what: `plain loop, ${total} records`, figure: `${Math.round(plainRate)} records/s`, wanted: '' },
    { what: `run, ${total} records`, figure: `${Math.round(durableRate)} records/s`, wanted: '' },
    { what: 'run against plain loop', figure: (durableRate / plainRate).toFixed(2), wanted: 'at least 0.9' },
  ];
}

async function runOnce(stack: Stack): Promise<{ seconds: number; delivered: number }> {
  const { stdout } = await run(
    process.execPath,
    [longshore, '--config', stack.configPath, 'run', 'offline-stores', '--wait', '--json'],
    { env: stack.env },
  );
  const { durationMs, counts } = JSON.parse(stdout) as { durationMs: number; counts: { delivered: number } };
  return { seconds: durationMs / 1_000, delivered: counts.delivered };
}

async function measureMemory(stack: Stack): Promise<Line[]> {
  const records = await putLargeArray(stack.container, 'large.json', memoryBytes);
  const worker = await stack.startWorker();
  const memory = new ResidentMemory(worker.pid);
  const idle = await memory.settled();
  const sampling = memory.sample();
  const { seconds, delivered } = await runOnce(stack);
  const peak = sampling.stop();
  if (delivered !== records) throw new Error(`${delivered} of ${records} records were delivered`);
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  return [
    {
      what: `one array of ${megabytes(memoryBytes)} MB, ${records} records`,
      figure: `${seconds.toFixed(0)} s`,
      wanted: '',
    },
    {
      what: 'memory of the worker over its idle size',
      figure: `${megabytes(peak - idle)} MB (${megabytes(idle)} to ${megabytes(peak)})`,
      wanted: 'under 100 MB',
    },
  ];
}

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
