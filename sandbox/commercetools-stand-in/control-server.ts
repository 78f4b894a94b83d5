import type { Server } from 'node:http';
import { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';
import { faultSchema } from '../odp-stand-in/fault';
import { shopSize } from '../shop';
import { controlServer } from '../stand-in/control-server';
import { parseInput } from '../stand-in/parse-input';
import { switchCall } from '../stand-in/switch-call';
import { sourceRecord } from './collection';
import { resourceNames } from './fields';
import { settingsSchema } from './options';
import type { StandInState } from './state';

const resource = z.enum(resourceNames);
const calls = {
  'POST /put': z.strictObject({ resource, records: z.array(sourceRecord) }),
  'POST /remove': z.strictObject({ resource, ids: z.array(z.string()) }),
  'POST /shop': shopSize,
  'POST /custom-objects': z.strictObject({ container: z.string(), key: z.string(), value: z.unknown().optional() }),
  'POST /clients': z.strictObject({ revoke: z.string().optional(), restore: z.string().optional() }),
};
const schemas = { fault: faultSchema, change: settingsSchema.partial() };

/**
 * The server that shows the stand-in's state and switches it, not listening yet. Refusals are 400 `{message}`.
 * GET /requests · /stats; POST /put · /remove · /shop · /custom-objects · /clients · /options · /faults; DELETE /faults.
 */
export function createControlServer(state: StandInState): Server {
  return controlServer((call, _search, body) => control(state, call, body) ?? {});
}

function control(state: StandInState, call: string, body: unknown): unknown {
  switch (call) {
    case 'GET /requests':
      return state.journal.entries();
    case 'GET /stats':
      return { ...state.journal.stats(0), tokens: state.access.given };
    case 'POST /put': {
      const { resource, records } = parseInput(calls[call], body, 'records');
      for (const record of records) state.collection(resource).put(record, state.now());
      return;
    }
    case 'POST /remove': {
      const { resource, ids } = parseInput(calls[call], body, 'ids');
      for (const id of ids) state.collection(resource).remove(id);
      return;
    }
    case 'POST /shop':
      return state.loadShop(parseInput(calls[call], body, 'shop'));
    case 'POST /custom-objects': {
      const { container, key, value } = parseInput(calls[call], body, 'custom object');
      return state.putCustomObject(container, key, value);
    }
    case 'POST /clients': {
      const { revoke, restore } = parseInput(calls[call], body, 'clients');
      if (revoke !== undefined) state.access.revoke(revoke);
      if (restore !== undefined) state.access.restore(restore);
      return;
    }
  }
  if (switchCall(state, schemas, call, body)) return;
  throw new LongshoreError('usage-invalid', `The control channel knows no ${call}.`);
}
