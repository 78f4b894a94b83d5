import type { Server } from 'node:http';
import { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';
import { controlServer, pageOf } from '../stand-in/control-server';
import { parseInput } from '../stand-in/parse-input';
import { switchCall } from '../stand-in/switch-call';
import { countsOf } from './counts';
import { faultSchema } from './fault-script';
import { keySchema, settingsSchema } from './options';
import type { StandInState } from './stand-in-state';

const schemas = { fault: faultSchema, change: settingsSchema.partial() };
const keyChange = z.strictObject({ add: keySchema.optional(), revoke: z.string().optional() });
const cancel = z.strictObject({ job: z.string() });

/**
 * The server that shows the stand-in's state and switches it, not listening yet. Refusals are 400 `{message}`.
 * GET /profiles?offset=&limit= · /events · /items · /variants · /categories · /jobs · /counts · /requests · /stats;
 * POST /faults · /options · /keys · /cancel · /settle · /reset; DELETE /faults.
 */
export function createControlServer(state: StandInState): Server {
  return controlServer((call, search, body) => control(state, call, search, body));
}

function control(state: StandInState, call: string, search: URLSearchParams, body: unknown): unknown {
  const { profiles, events, catalog, jobs, journal } = state;
  jobs.settle(Date.now());
  const shown = (all: Iterable<unknown>): unknown => {
    const { offset, limit } = pageOf(search);
    return [...all].slice(offset, offset + limit);
  };
  switch (call) {
    case 'GET /profiles':
      return shown([...profiles.all()].map((profile) => ({ ...profile, lists: [...profile.lists] })));
    case 'GET /events':
      return shown(events.all());
    case 'GET /items':
      return shown(catalog.of('items').values());
    case 'GET /variants':
      return shown(catalog.of('variants').values());
    case 'GET /categories':
      return shown(catalog.of('categories').values());
    case 'GET /jobs':
      return shown(jobs.all());
    case 'GET /counts':
      return countsOf(state);
    case 'GET /requests':
      return journal.entries();
    case 'GET /stats':
      return journal.stats();
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
  if (switchCall(state, schemas, call, body)) return {};
  throw new LongshoreError('usage-invalid', `The control channel knows no ${call}.`);
}
