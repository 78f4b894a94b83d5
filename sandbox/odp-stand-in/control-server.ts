import type { Server } from 'node:http';
import { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';
import { controlServer, pageOf } from '../stand-in/control-server';
import { parseInput } from '../stand-in/parse-input';
import { switchCall } from '../stand-in/switch-call';
import { faultSchema } from './fault';
import { settingsSchema } from './options';
import type { StandInState } from './stand-in-state';
import { digestState } from './state-digest';

const schemas = { fault: faultSchema, change: settingsSchema.partial() };
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
  return controlServer((call, search, body) => control(state, call, search, body));
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
  if (switchCall(state, schemas, call, body)) return {};
  throw new LongshoreError('usage-invalid', `The control channel knows no ${call}.`);
}
