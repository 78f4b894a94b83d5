import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { isAnswered } from './is-answered';

const loopback = '127.0.0.1';

/** True when nothing answers at the port of this machine's loopback address and it can be listened at. */
export async function isPortFree(port: number): Promise<boolean> {
  // On macOS one may listen at 127.0.0.1 though another listens at all addresses; asking for an answer shows it.
  if (await isAnswered(port)) return false;
  const server = createServer();
  try {
    await listen(server, port);
    return true;
  } catch {
    // In use, or a port that this user may not have: either way it is not ours to take.
    return false;
  } finally {
    await close(server);
  }
}

/**
 * Ports of the loopback address at which nothing listens, all different. The kernel may give a freed port to the next
 * who asks for any; so each is used once here, which leaves it in TIME_WAIT, where for a minute it is given only to who
 * asks for it by number. (Linux alone picks ports at random; elsewhere they are counted up and do not come again soon.)
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    const ports = await Promise.all(servers.map((server) => listen(server, 0)));
    if (process.platform === 'linux') await Promise.all(servers.map((server, n) => useOnce(server, ports[n])));
    return ports;
  } finally {
    await Promise.all(servers.map(close));
  }
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new RangeError('one port was asked for and none came');
  return port;
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen({ port, host: loopback, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** The listening side closes first: the side that closes first is the one that waits. */
async function useOnce(server: Server, port: number | undefined): Promise<void> {
  if (port === undefined) return;
  const accepted = once(server, 'connection');
  const caller = connect(port, loopback);
  const [socket] = await accepted;
  socket.end();
  caller.resume();
  await once(caller, 'close');
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
