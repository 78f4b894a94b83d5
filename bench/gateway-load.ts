import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a client sends, and the statuses that are right for it. */
interface Shot {
  readonly kind: string;
  readonly statuses: readonly number[];
  send(url: string, serial: string): Promise<number>;
}

const post =
  (path: string, bodyOf: (serial: string) => string, type = 'application/json') =>
  async (url: string, serial: string): Promise<number> => {
    const body = bodyOf(serial);
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': type }, body });
    await answer.arrayBuffer();
    return answer.status;
  };
const json = (value: object): (() => string) => {
  const written = JSON.stringify(value);
  return () => written;
};

/** One that is timed: a start of a workflow of its own. */
const start: Shot = {
  kind: 'start',
  statuses: [202],
  send: post('/batch/start', (id) => JSON.stringify({ endPointName: 'report', endPointParams: {}, id })),
};

const others: readonly Shot[] = [
  { kind: 'run', statuses: [202, 423], send: post('/imports/orders/runs', json({})) },
  { kind: 'unknown key', statuses: [400], send: post('/sync/customers', json({ idz: ['a'] })) },
  { kind: 'wrong type', statuses: [400], send: post('/batch/start', json({ endPointName: 7 })) },
  { kind: 'half a JSON', statuses: [400], send: post('/sync/orders', () => '{"ids":["a') },
  { kind: 'unconfirmed', statuses: [400], send: post('/sync/products', json({ deleteAll: true })) },
  { kind: 'a form', statuses: [415], send: post('/sync/orders', () => 'ids=a', 'application/x-www-form-urlencoded') },
  { kind: 'too much', statuses: [413], send: post('/sync/orders', () => `"${'a'.repeat(140_000)}"`) },
  { kind: 'no path', statuses: [404], send: post('/sync/nothing', json({})) },
  { kind: 'health', statuses: [200], send: async (url) => (await fetch(`${url}/healthz`)).status },
  { kind: 'no HTTP', statuses: [400], send: sendGarbage },
];

/** What is not even HTTP. */
async function sendGarbage(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write('\u0000\u0001 nonsense\r\n\r\n');
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(await text(socket))?.[1] ?? 0);
}

export interface Load {
  /** Answers of each kind. */
  readonly answers: Readonly<Record<string, number>>;
  /** Those that were not right, in words. */
  readonly wrong: readonly string[];
  /** How long each start took, in ms. */
  readonly starts: readonly number[];
}

/** So many clients for so long, each of which sends one request after the other; every second one is a start, the others are most of them malformed. */
export async function loadGateway(
  url: string,
  { clients, forMs }: { readonly clients: number; readonly forMs: number },
): Promise<Load> {
  const answers: Record<string, number> = {};
  const wrong: string[] = [];
  const starts: number[] = [];
  const end = Date.now() + forMs;
  const client = async (name: number): Promise<void> => {
    for (let sent = 0; Date.now() < end; sent += 1) {
      const shot = (name + sent) % 2 === 0 ? start : (others[((name + sent) >> 1) % others.length] ?? start);
      const begun = performance.now();
      const status = await shot.send(url, `${name}-${sent}`).catch((error: unknown) => `${error}`);
      if (shot === start) starts.push(performance.now() - begun);
      answers[shot.kind] = (answers[shot.kind] ?? 0) + 1;
      if (typeof status === 'string' || !shot.statuses.includes(status)) wrong.push(`${shot.kind}: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, name) => client(name)));
  return { answers, wrong, starts };
}

/** How long starts take by so many clients at once, in ms. */
export async function timeStarts(
  clients: number,
  count: number,
  start: (serial: string) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      const serial = String(next);
      const begun = performance.now();
      await start(serial);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return times;
}

/** The time that so large a share of them stays below. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** "p50 12 ms, p99 40 ms". */
export function percentiles(times: readonly number[]): string {
  return `p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms`;
}
