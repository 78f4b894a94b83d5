import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevPlace, type DevServer, findTemporal, freePort, startDevServer } from '../../src/dev-server';
import { connect } from '../../src/runs/connect';

let server: DevServer;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-test-'));
  const { path } = await findTemporal({ env: process.env });
  server = await startDevServer({ binary: path, headless: true, namespace: 'trial' });
}, 120_000);
afterAll(async () => {
  await server?.kill();
  await rm(folder, { recursive: true, force: true });
});

test('a command in the folder of a running `longshore dev` finds its server, whatever proxy is set', async () => {
  const place = await DevPlace.take(folder);
  await place.tellAddresses({ address: server.address, namespace: 'trial' });
  process.env.http_proxy = 'http://127.0.0.1:9';
  try {
    const { client, connection, address, namespace } = await connect({ folder, env: { HOME: folder } });
    expect({ address, namespace }).toEqual({ address: server.address, namespace: 'trial' });
    await client.workflow.start('x', { workflowId: 'x', taskQueue: 'none' });
    expect((await client.workflow.getHandle('x').describe()).status.name).toBe('RUNNING');
    await connection.close();
  } finally {
    delete process.env.http_proxy;
    await place.leave();
  }
});

test('where nobody listens, the error names the address and how it was found', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  await expect(connect({ folder, env: { HOME: folder, TEMPORAL_ADDRESS: address } })).rejects.toMatchObject({
    code: 'temporal-unreachable',
    message: `No Temporal server answers at ${address} (from TEMPORAL_ADDRESS).`,
  });
});

test('a port that takes calls and never answers is given up as well', async () => {
  const sockets = new Set<{ destroy(): void }>();
  const silent = createServer((socket) => sockets.add(socket));
  const port = await freePort();
  await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
  const env = { HOME: folder, TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
  await expect(connect({ folder, env, limitMs: 300 })).rejects.toMatchObject({ code: 'temporal-unreachable' });
  for (const socket of sockets) socket.destroy();
  silent.close();
});
