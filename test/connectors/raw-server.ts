import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RawCall {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface RawServer {
  readonly address: string;
  readonly calls: readonly RawCall[];
  /** TCP connections that were opened so far. */
  readonly connections: () => number;
  readonly answerWith: (answer: (response: ServerResponse, call: RawCall) => void) => void;
  readonly stop: () => Promise<void>;
}

/** A server without any manners: it answers what a test tells it to, byte by byte if need be. */
export async function startRawServer(): Promise<RawServer> {
  const calls: RawCall[] = [];
  let connections = 0;
  let answer: (response: ServerResponse, call: RawCall) => void = (response) => response.writeHead(202).end();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      calls.push(call);
      answer(response, call);
    });
  });
  server.on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    connections: () => connections,
    answerWith: (next) => {
      answer = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
