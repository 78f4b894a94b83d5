import { request } from 'node:http';
import type { ObjectSchema, OdpStandIn, OdpStandInOptions } from '../../../sandbox/odp-stand-in';
import { startOdpStandIn } from '../../../sandbox/odp-stand-in';

export const key = 'standin.private-key';

/** An object with a field of each type. */
export const stores: ObjectSchema = {
  name: 'stores',
  display_name: 'Stores',
  alias: 'store',
  fields: [
    { name: 'id', display_name: 'Id', type: 'string', primary: true },
    { name: 'name', display_name: 'Name', type: 'string' },
    { name: 'size', display_name: 'Size', type: 'number' },
    { name: 'opened', display_name: 'Opened', type: 'timestamp' },
    { name: 'active', display_name: 'Active', type: 'boolean' },
    { name: 'place', display_name: 'Place', type: 'vector' },
  ],
};

export interface Answered {
  readonly status: number;
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: ReturnType<typeof JSON.parse>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; else the body as JSON. */
  readonly raw?: string | Buffer;
  readonly timeoutMs?: number;
}

/** One call on a connection of its own. Rejects when the connection breaks or the time is up. */
export async function callOdp(url: string, body?: unknown, options: CallOptions = {}): Promise<Answered> {
  const payload = options.raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const method = options.method ?? (payload === undefined ? 'GET' : 'POST');
  const headers = { 'x-api-key': key, 'content-type': 'application/json', ...options.headers };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: options.timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, text, json: jsonOf(text), headers: response.headers });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('timed out')));
    sent.on('error', reject);
    sent.end(payload);
  });
}

/** Starts a stand-in with the stores, hands it to the test and stops it. */
export async function withStandIn(
  options: OdpStandInOptions,
  test: (standIn: OdpStandIn) => Promise<void>,
): Promise<void> {
  const standIn = await startOdpStandIn({ objects: [stores], ...options });
  try {
    await test(standIn);
  } finally {
    await standIn.stop();
  }
}

/** Waits until it is so; says what was seen when it does not come to pass within 10 s. */
export async function until(isSo: () => boolean, seen: () => unknown): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`It did not come to pass; seen: ${JSON.stringify(seen())}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function jsonOf(text: string): Answered['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
