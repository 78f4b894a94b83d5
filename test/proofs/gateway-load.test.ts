import { loadGateway, percentiles, timeStarts } from '../../bench/gateway-load';
import { type GatewayUnderTest, startGateway } from '../gateway/gateway-under-test';
import { provingAll } from './run-import';

let gateway: GatewayUnderTest;
let url = '';
beforeAll(async () => {
  gateway = await startGateway();
  url = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
}, 120_000);
afterAll(() => gateway?.stop());

const forMs = provingAll ? 60_000 : 2_000;

test(
  '200 clients at once, malformed bodies among what they send: no wrong answer',
  async () => {
    const { answers, wrong, starts } = await loadGateway(url, { clients: 200, forMs });
    const { client, config } = gateway.session();
    const bare = await timeStarts(200, provingAll ? 2_000 : 200, (id) =>
      client.workflow.start('batchJob', { workflowId: `batch/bare-${id}`, taskQueue: config.taskQueue }),
    );
    process.stderr.write(
      `over HTTP: ${percentiles(starts)}; bare starts: ${percentiles(bare)}; ${JSON.stringify(answers)}\n`,
    );
    expect(wrong).toEqual([]);
    expect(Object.keys(answers)).toHaveLength(11);
    expect((await gateway.ask('GET', '/readyz')).status).toBe(200);
    const failed = gateway.lines.filter((line) => 'status' in line && Number(line.status) >= 500);
    expect(failed).toEqual([]);
  },
  forMs + 60_000,
);
