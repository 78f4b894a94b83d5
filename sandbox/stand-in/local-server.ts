import { once } from 'node:events';
import type { Server } from 'node:http';

/** Listens on 127.0.0.1 and nowhere else; 0 is a free port. Answers the address. Throws what Node throws for a taken port. */
export async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
}

/** Closes the port and all connections. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** Listens with both servers, or with none. Answers their addresses. */
export async function listenBoth(
  [data, dataPort]: readonly [Server, number],
  [controls, controlPort]: readonly [Server, number],
): Promise<readonly [string, string]> {
  const address = await listen(data, dataPort);
  const controlUrl = await listen(controls, controlPort).catch(async (error) => {
    await close(data);
    throw error;
  });
  return [address, controlUrl];
}
