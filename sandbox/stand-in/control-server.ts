import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';
import { parseInput } from './parse-input';
import { readBody } from './read-body';

const largestBody = 16 * 1024 * 1024;
const largestPage = 10_000;

const page = z.strictObject({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(largestPage).default(largestPage),
});

/**
 * A server that shows and switches what a stand-in is, not listening yet. Refusals are 400 `{message}`.
 *
 * @param control answers a call, given as `GET /path`; throws a LongshoreError for one that it refuses
 */
export function controlServer(control: (call: string, search: URLSearchParams, body: unknown) => unknown): Server {
  return createServer(async (request, response) => {
    const read = await readBody(request, largestBody);
    const url = new URL(request.url ?? '/', 'http://control');
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (read.kind !== 'whole') return answer(413, { message: 'The body is too large.' });
    try {
      answer(200, control(`${request.method} ${url.pathname}`, url.searchParams, bodyOf(read.body)));
    } catch (error) {
      if (error instanceof LongshoreError) return answer(400, { message: error.message });
      answer(500, { message: String(error) });
    }
  });
}

/** The part of a list that a call asks for by `offset` and `limit`. */
export function pageOf(search: URLSearchParams): z.output<typeof page> {
  return parseInput(page, Object.fromEntries(search), 'page');
}

function bodyOf(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new LongshoreError('usage-invalid', 'The control channel cannot read the call: it is not JSON.');
  }
}
