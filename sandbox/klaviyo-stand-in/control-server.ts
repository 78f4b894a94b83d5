import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';
import { readBody } from '../odp-stand-in/read-body';
import { countsOf } from './counts';
import { faultSchema } from './fault-script';
import { keySchema, parseInput, settingsSchema } from './options';
import type { StandInState } from './stand-in-state';

const largestBody = 16 * 1024 * 1024;

const page = z.strictObject({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(10_000),
});
const faults = z.union([faultSchema, z.array(faultSchema)]);
const keyChange = z.strictObject({ add: keySchema.optional(), revoke: z.string().optional() });
const cancel = z.strictObject({ job: z.string() });

/**
 * The server that shows the stand-in's state and switches it, not listening yet. Refusals are 400 `{message}`.
 * GET /profiles?offset=&limit= · /events · /items · /variants · /categories · /jobs · /counts · /requests · /stats;
 * POST /faults · /options · /keys · /cancel · /settle · /reset; DELETE /faults.
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
      const body: unknown = read.body.length === 0 ? {} : JSON.parse(read.body.toString('utf8'));
      answer(200, control(state, `${request.method} ${url.pathname}`, url.searchParams, body));
    } catch (error) {
      const isUsage = error instanceof LongshoreError || error instanceof SyntaxError;
      answer(isUsage ? 400 : 500, { message: isUsage ? error.message : String(error) });
    }
  });
}

function control(state: StandInState, call: string, search: URLSearchParams, body: unknown): unknown {
  const { profiles, events, catalog, jobs, journal } = state;
  jobs.settle(Date.now());
  const pageOf = (all: Iterable<unknown>): unknown => {
    const { offset, limit } = parseInput(page, Object.fromEntries(search), 'page');
    return [...all].slice(offset, offset + limit);
  };
  switch (call) {
    case 'GET /profiles':
      return pageOf([...profiles.all()].map((profile) => ({ ...profile, lists: [...profile.lists] })));
    case 'GET /events':
      return pageOf(events.all());
    case 'GET /items':
      return pageOf(catalog.of('items').values());
    case 'GET /variants':
      return pageOf(catalog.of('variants').values());
    case 'GET /categories':
      return pageOf(catalog.of('categories').values());
    case 'GET /jobs':
      return pageOf(jobs.all());
    case 'GET /counts':
      return countsOf(state);
    case 'GET /requests':
      return journal.entries();
    case 'GET /stats':
      return journal.stats();
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
      if (add !== undefined) state.addKey(add);
      if (revoke !== undefined) state.revokeKey(revoke);
      return {};
    }
    case 'POST /cancel':
      return { cancelled: jobs.cancel(parseInput(cancel, body, 'job').job, Date.now()) };
    case 'POST /settle':
      jobs.settle(Number.POSITIVE_INFINITY);
      return {};
    case 'POST /reset':
      state.reset();
      return {};
  }
  throw new LongshoreError('usage-invalid', `The control channel knows no ${call}.`);
}
