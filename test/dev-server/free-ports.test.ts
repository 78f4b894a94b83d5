import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { chooseDevPorts, freePort, freePorts, isPortFree } from '../../src/dev-server';
import { scratchFolder } from './scratch-folder';

const folder = scratchFolder();

async function listenAt(port: number, host?: string) {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

test('free ports are different from each other and can be listened at', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) expect(await isPortFree(port)).toBe(true);
  const server = await listenAt(ports[0] ?? 0, '127.0.0.1');
  server.close();
});

test('ports that were given out are not given out again soon', async () => {
  const rounds = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  const later = await freePorts(50);
  expect(new Set([...rounds, ...later]).size).toBe(100);
});

test.each(['127.0.0.1', '0.0.0.0'])('a port at which somebody listens at %s is not free', async (host) => {
  const port = await freePort();
  const server = await listenAt(port, host);
  expect(await isPortFree(port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await isPortFree(port)).toBe(true);
});

test('a development server gets the ports of the last time, unless somebody took one', async () => {
  const file = join(folder(), 'temporal', 'ports.json');
  const first = await chooseDevPorts(file);
  expect(await chooseDevPorts(file)).toEqual(first);
  const server = await listenAt(first.port, '127.0.0.1');
  const second = await chooseDevPorts(file);
  expect(second.port).not.toBe(first.port);
  expect(second.uiPort).toBe(first.uiPort);
  server.close();
  await once(server, 'close');
  expect(await chooseDevPorts(file)).toEqual(second);
});
