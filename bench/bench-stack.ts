import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectControl, type OdpControl, type OdpStandInOptions } from '../sandbox/odp-stand-in';
import { offlineStoresObject, storeNumber } from '../sandbox/offline-stores';
import { odpKey, type Stack, startStack } from '../sandbox/stack';
import { startStandInProcess } from './stand-in-process';

const run = promisify(execFile);
const longshore = join(__dirname, '../src/client.js');

/** What a run came to. */
export interface RunFigures {
  readonly seconds: number;
  readonly delivered: number;
}

/** A stack whose ODP stand-in is a process of its own, with the command to run the sample import. */
export interface BenchStack {
  readonly stack: Stack;
  readonly odp: OdpControl;
  /** Uploads files of so many stores each, all different. */
  putStores(files: number, storesPerFile: number): Promise<void>;
  /** One run by the command, as a user would start it. */
  runOnce(): Promise<RunFigures>;
  /** Lets the next run read everything again. */
  forget(): Promise<void>;
  /** Runs a script of the bench with the stack's environment and answers the JSON that it prints. */
  script<T>(name: string): Promise<T>;
}

export interface BenchStackOptions {
  readonly odp?: OdpStandInOptions;
  readonly import?: Readonly<Record<string, unknown>>;
}

export async function withBenchStack<T>(
  options: BenchStackOptions,
  work: (bench: BenchStack) => Promise<T>,
): Promise<T> {
  const standIn = await startStandInProcess('odp-stand-in', {
    objects: [offlineStoresObject],
    apiKeys: [odpKey],
    keepRequests: 10,
    ...options.odp,
  });
  try {
    const stack = await startStack({
      odpBaseUrl: standIn.baseUrl,
      ...(options.import ? { import: options.import } : {}),
    });
    try {
      return await work(benchStack(stack, connectControl(standIn.controlUrl)));
    } finally {
      await stack.stop();
    }
  } finally {
    await standIn.stop();
  }
}

function benchStack(stack: Stack, odp: OdpControl): BenchStack {
  const node = (script: string, args: readonly string[]) =>
    run(process.execPath, [script, ...args], { env: stack.env });
  return {
    stack,
    odp,
    putStores: async (files, storesPerFile) => {
      for (let file = 0; file < files; file += 1) {
        const stores = Array.from({ length: storesPerFile }, (_, index) => storeNumber(file * storesPerFile + index));
        await stack.putFile(`${String(file).padStart(6, '0')}.json`, JSON.stringify(stores));
      }
      // So that no file is so fresh that a run waits for others of its second.
      await new Promise((resolve) => setTimeout(resolve, 4_000));
    },
    runOnce: async () => {
      const { stdout } = await node(longshore, ['run', 'offline-stores', '--wait', '--json']);
      const { durationMs, counts } = JSON.parse(stdout) as { durationMs: number; counts: { delivered: number } };
      return { seconds: durationMs / 1_000, delivered: counts.delivered };
    },
    forget: async () => {
      await node(longshore, ['bookmarks', 'reset', 'offline-stores', '--yes']);
    },
    script: async (name) => JSON.parse((await node(join(__dirname, name), [])).stdout),
  };
}
