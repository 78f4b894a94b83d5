import { createHmac, timingSafeEqual } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came in. */
export interface SunkMessage {
  readonly path: string;
  readonly key: string;
  /** Whether it bears the signature of the sink's secret. */
  readonly signed: boolean;
  readonly body: string;
}

/** What a sink answers to a path; 200 to all others. */
export interface SinkAnswer {
  readonly status: number;
  readonly headers?: http.OutgoingHttpHeaders;
}

export interface WebHookSink {
  readonly url: (path: string) => string;
  /** All that came, those that were refused too. */
  readonly messages: readonly SunkMessage[];
  answer(path: string, answer: SinkAnswer): void;
  stop(): Promise<void>;
}

/** A receiver of web hooks on 127.0.0.1 that verifies signatures as docs/notifications.md tells. On a given port, where one is. */
export async function startWebHookSink(secret: string, port = 0): Promise<WebHookSink> {
  const messages: SunkMessage[] = [];
  const answers = new Map<string, SinkAnswer>();
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const path = request.url ?? '';
    const key = String(request.headers['idempotency-key']);
    messages.push({ path, key, signed: isSigned(secret, request.headers, body), body });
    const { status, headers = {} } = answers.get(path) ?? { status: 200 };
    response.writeHead(status, headers).end('what the other side says');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${address.port}${path}`,
    messages,
    answer: (path, answer) => void answers.set(path, answer),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isSigned(secret: string, headers: http.IncomingHttpHeaders, body: string): boolean {
  const timestamp = String(headers['longshore-timestamp']);
  const told = Buffer.from(String(headers['longshore-signature']));
  const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`);
  const isNew = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300;
  return isNew && told.length === right.length && timingSafeEqual(told, right);
}
