import { startBatchStack } from '../sandbox/batch-stack';
import { startGatewayProcess } from '../sandbox/gateway-process';
import { loadGateway, percentile, percentiles, timeStarts } from './gateway-load';
import { type Line, row } from './line';

const clients = 200;
const starts = 2_000;

/** Starts over HTTP, and beside them starts by a client of Temporal's, as many at once against the same server. */
export async function measureGateway(): Promise<Line[]> {
  const stack = await startBatchStack({
    endPoints: { report: { type: 'http', url: 'http://127.0.0.1:9/report' } },
    sections: {
      connections: ofShop,
      imports: { orders: { type: 'commerce-orders', source: 'shop', destination: 'klaviyo' } },
    },
  });
  const gateway = await startGatewayProcess({ ...stack.env, BULK_IMPORT_PORT: '0', LONGSHORE_GATEWAY_RATE: '1000000' });
  try {
    const overHttp = async (id: string): Promise<void> => {
      const body = JSON.stringify({ endPointName: 'report', endPointParams: {}, id });
      const headers = { 'content-type': 'application/json' };
      await (await fetch(`${gateway.url}/batch/start`, { method: 'POST', headers, body })).arrayBuffer();
    };
    const bare = (id: string): Promise<unknown> => stack.start('report', id);
    await timeStarts(clients, 400, (id) => bare(`warm-${id}`));
    await timeStarts(clients, 400, (id) => overHttp(`warm-http-${id}`));
    // In turns, since the server grows slower with what it holds.
    const times = { bare: [] as number[], http: [] as number[] };
    for (const round of [1, 2, 3, 4]) {
      times.bare.push(...(await timeStarts(clients, starts / 4, (id) => bare(`bare-${round}-${id}`))));
      times.http.push(...(await timeStarts(clients, starts / 4, (id) => overHttp(`http-${round}-${id}`))));
    }
    const { answers, wrong } = await loadGateway(gateway.url, { clients, forMs: 10_000 });
    const answered = Object.values(answers).reduce((sum, count) => sum + count, 0);
    return [
      row(`${starts} starts by ${clients} clients of Temporal's`, percentiles(times.bare)),
      row('the same over HTTP', percentiles(times.http)),
      row('p50 over HTTP, to that', (percentile(times.http, 0.5) / percentile(times.bare, 0.5)).toFixed(2)),
      row(
        `answers to ${clients} clients in 10 s, malformed bodies among them`,
        `${answered}, ${wrong.length} wrong`,
        '0 wrong',
      ),
    ];
  } finally {
    await gateway.stop();
    await stack.stop();
  }
}

const ofShop = {
  shop: {
    ...{ type: 'commercetools', apiUrl: 'http://127.0.0.1:9', authUrl: 'http://127.0.0.1:9' },
    ...{ projectKey: 'my-shop', scope: 'view_orders', client: '{"clientId":"c","secret":"s"}' },
  },
  klaviyo: { type: 'klaviyo', apiKey: 'pk_1' },
};
