import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type CommercetoolsControl,
  connectCommercetoolsControl,
  importScopes,
} from '../sandbox/commercetools-stand-in';
import { connectKlaviyoControl, type KlaviyoControl, type KlaviyoStandInOptions } from '../sandbox/klaviyo-stand-in';
import { type LocalStack, startLocalStack } from '../sandbox/local-stack';
import type { ShopSize } from '../sandbox/shop';
import type { Preview } from '../src/cli/preview';
import type { RunFigures } from './bench-stack';
import type { ReadFigures, Reading } from './shop-reading';
import { startStandInProcess } from './stand-in-process';

const run = promisify(execFile);
const longshore = join(__dirname, '../src/client.js');
/** A few payloads of a dry run are in it. */
const mostOutput = 64 * 1_024 * 1_024;
/** As an import has them that says nothing. */
export const usualLanes = 4;
const projectKey = 'bench-shop';
const apiKey = 'pk_bench';
const scopes = importScopes(projectKey);
const credentials = { clientId: 'bench', secret: 'bench-secret' };

export interface CommerceBenchOptions {
  readonly shop: ShopSize;
  /** Delay of each page of the shop, in ms. */
  readonly pageMs?: number;
  readonly klaviyo?: Partial<KlaviyoStandInOptions>;
}

/** A shop and a Klaviyo account as processes of their own, with the imports `customers` and `orders` between them. */
export interface CommerceBench {
  readonly stack: LocalStack;
  readonly shop: CommercetoolsControl;
  readonly klaviyo: KlaviyoControl;
  /** In how many lanes both imports read. */
  setLanes(lanes: number): Promise<void>;
  /** One run by the command, of everything, as a user would start it. */
  runOnce(name: string): Promise<RunFigures>;
  /** A run of the last few, so that a worker has loaded what it loads once. */
  warmUp(name: string): Promise<void>;
  /** What a dry run says of it. */
  plan(name: string): Promise<Preview>;
  /** Reads through the connector alone. */
  readAlone(reading: Reading): Promise<ReadFigures>;
}

export async function withCommerceBench<T>(
  { shop: size, pageMs = 0, klaviyo: options }: CommerceBenchOptions,
  work: (bench: CommerceBench) => Promise<T>,
): Promise<T> {
  const [shop, klaviyo] = await Promise.all([
    startStandInProcess('commercetools-stand-in', {
      projectKey,
      clients: [{ ...credentials, scopes }],
      shop: size,
      delayMs: pageMs,
    }),
    // The contract is left to the proofs: to check against it is work that at Klaviyo is done on other machines.
    startStandInProcess('klaviyo-stand-in', { apiKeys: [{ key: apiKey }], contract: null, ...options }),
  ]);
  const sections = (lanes: number) => ({
    connections: {
      shop: {
        type: 'commercetools',
        apiUrl: shop.baseUrl,
        authUrl: shop.baseUrl,
        projectKey,
        scope: scopes.join(' '),
        client: JSON.stringify(credentials),
      },
      klaviyo: { type: 'klaviyo', apiKey, baseUrl: klaviyo.baseUrl },
    },
    imports: {
      customers: { type: 'commerce-customers', source: 'shop', destination: 'klaviyo', lanes },
      orders: { type: 'commerce-orders', source: 'shop', destination: 'klaviyo', lanes },
    },
  });
  try {
    const stack = await startLocalStack({ sections: sections(usualLanes) });
    const control = connectKlaviyoControl(klaviyo.controlUrl);
    const node = async (script: string, ...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await run(process.execPath, [script, ...args], { env: stack.env, maxBuffer: mostOutput })).stdout);
    try {
      return await work({
        stack,
        shop: connectCommercetoolsControl(shop.controlUrl),
        klaviyo: control,
        setLanes: async (lanes) => stack.configure(sections(lanes)),
        runOnce: async (name) => {
          const ended = await node(longshore, 'run', name, '--full', '--wait', '--json');
          const { durationMs, counts } = ended as { durationMs: number; counts: { delivered: number } };
          return { seconds: durationMs / 1_000, delivered: counts.delivered };
        },
        warmUp: async (name) => {
          // One in 4,096 of all.
          await node(longshore, 'run', name, '--start-id', 'fff00000-0000-0000-0000-000000000000', '--wait', '--json');
          await control.reset();
        },
        plan: async (name) => (await node(longshore, 'run', name, '--dry-run', '--json')) as Preview,
        readAlone: async (reading) =>
          (await node(join(__dirname, 'shop-reading.js'), JSON.stringify(reading))) as ReadFigures,
      });
    } finally {
      await stack.stop();
    }
  } finally {
    await Promise.all([shop.stop(), klaviyo.stop()]);
  }
}
