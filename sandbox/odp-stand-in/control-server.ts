import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';
import { faultSchema } from './fault';
import { parseInput, settingsSchema } from './options';
import { parseJson } from './parse-json';
import { readBody } from './read-body';
import type { StandInState } from './stand-in-state';
import { digestState } from './state-digest';

const largestBody = 16 * 1024 * 1024;
const largestPage = 10_000;

const page = z.strictObject({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(largestPage).default(largestPage),
});
const faults = z.union([faultSchema, z.array(faultSchema)]);
const keyChange = z.strictObject({
  add: z.strictObject({ key: z.string().min(1), grade: z.enum(['private', 'public']) }).optional(),
  revoke: z.string().optional(),
});

/**
 * The server that shows the stand-in's state and switches it, not listening yet. Refusals are 400 `{message}`.
 * GET /objects/{name}?offset=&limit= · /objects/{name}/digest · /writes/{name}?offset=&limit= · /requests · /stats;
 * POST /faults · /options · /keys · /drain · /reset; DELETE /faults.
 */
export function createControlServer(state: StandInState): Server {
  return createServer(async (request, response) => {
    const read = await readBody(request, largestBody);
    const url = new URL(request.url ?? '/', 'http://control');
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (read.kind !== 'whole') return answer(413, { message: 'The body is too large.' });
    try {
      answer(200, control(state, `${request.method} ${url.pathname}`, url.searchParams, bodyOf(read.body)));
    } catch (error) {
      if (error instanceof LongshoreError) return answer(400, { message: error.message });
      answer(500, { message: String(error) });
    }
  });
}

function control(state: StandInState, call: string, search: URLSearchParams, body: unknown): unknown {
  const [, path = '', name = '', part] = /^(\w+ \/\w*)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(call) ?? [];
  switch (path) {
    case 'GET /objects': {
      const { records, keys } = state.catalog.get(name).state;
      if (part === 'digest') return digestState(records);
      const { offset, limit } = pageOf(search);
      const shown = keys.slice(offset, offset + limit).map((key) => [key, records.get(key)]);
      return { count: records.size, records: shown };
    }
    case 'GET /writes': {
      const { writes } = state.catalog.get(name).state;
      const { offset, limit } = pageOf(search);
      return { count: writes.length, writes: writes.slice(offset, offset + limit) };
    }
    case 'GET /requests':
      return state.journal.entries();
    case 'GET /stats':
      return state.journal.stats(state.queue.waiting);
    case 'POST /faults':
      for (const fault of [parseInput(faults, body, 'faults')].flat()) state.faults.add(fault);
      return {};
    case 'DELETE /faults':
      state.faults.clear();
      return {};
    case 'POST /options':
      state.change(parseInput(settingsSchema.partial(), body, 'options'));
      return {};
    case 'POST /keys': {
      const { add, revoke } = parseInput(keyChange, body, 'keys');
      if (add !== undefined) state.access.add(add.key, add.grade);
      if (revoke !== undefined) state.access.revoke(revoke);
      return {};
    }
    case 'POST /drain':
      state.queue.flush();
      return {};
    case 'POST /reset':
      state.reset();
      return {};
  }
  throw new LongshoreError('usage-invalid', `The control channel knows no ${call}.`);
}

function bodyOf(body: Buffer): unknown {
  if (body.length === 0) return {};
  const parsed = parseJson(body);
  if ('value' in parsed) return parsed.value;
  throw new LongshoreError('usage-invalid', `The control channel cannot read the call: ${parsed.problem}.`);
}

function pageOf(search: URLSearchParams): z.infer<typeof page> {
  return parseInput(page, Object.fromEntries(search), 'page');
}
