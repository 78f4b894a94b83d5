import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { startTcpRelay } from '../../sandbox/tcp-relay';

test('what goes through comes out as it went in, and when it holds nothing does, and nobody is told', async () => {
  const server = createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const relay = await startTcpRelay(`127.0.0.1:${port}`);
  const client = connect(Number(relay.address.split(':')[1]), '127.0.0.1');
  const heard: string[] = [];
  client.on('data', (bytes) => heard.push(bytes.toString()));
  client.write('before');
  await once(client, 'data');
  relay.hold();
  client.write('after');
  // Another connection to the server itself proves that it has had the time to answer.
  const direct = connect(port, '127.0.0.1');
  direct.write('direct');
  await once(direct, 'data');
  expect(heard).toEqual(['before']);
  expect(client.readyState).toBe('open');

  const closed = once(client, 'close');
  await relay.stop();
  await closed;
  direct.destroy();
  await new Promise((resolve) => server.close(resolve));
});
