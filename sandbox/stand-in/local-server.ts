import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A server that speaks for what it stands in for, not listening yet. A call whose `serve` throws is told of and cut off. */
export function dataServer(
  name: string,
  serve: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>,
): Server {
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error) => {
      console.error(`The ${name} stand-in failed to answer:`, error);
      response.destroy();
    });
  });
  // Node's 5 s would close idle connections in the middle of a test; resets are a matter of the fault script alone.
  server.keepAliveTimeout = 600_000;
  server.requestTimeout = 0;
  return server;
}

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
