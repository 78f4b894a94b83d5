import { allPages, controlCall } from '../stand-in/control-call';
import type { Fault } from './fault';
import type { RecordWrite } from './object-state';
import type { OdpSettingsChange } from './options';
import type { OdpStandInStats, RequestEntry } from './request-journal';
import type { StateDigest } from './state-digest';

/** The controls of a stand-in that runs in another process. Each call throws `usage-invalid` where it is refused. */
export interface OdpControl {
  object(name: string): Promise<Map<string, Record<string, unknown>>>;
  digest(name: string): Promise<StateDigest>;
  writes(name: string): Promise<RecordWrite[]>;
  requests(): Promise<RequestEntry[]>;
  stats(): Promise<OdpStandInStats>;
  addFault(...faults: Fault[]): Promise<void>;
  clearFaults(): Promise<void>;
  setOptions(change: OdpSettingsChange): Promise<void>;
  addKey(key: string, grade?: 'private' | 'public'): Promise<void>;
  revokeKey(key: string): Promise<void>;
  drain(): Promise<void>;
  reset(): Promise<void>;
}

interface ObjectPage {
  readonly records: [string, Record<string, unknown>][];
}

interface WritePage {
  readonly writes: RecordWrite[];
}

/** Speaks to the control port of a stand-in; `controlUrl` is the one that it printed. Connects with the first call. */
export function connectControl(controlUrl: string): OdpControl {
  const get = <T>(path: string): Promise<T> => controlCall<T>(controlUrl, 'GET', path);
  const post = async (path: string, body: unknown = {}): Promise<void> => {
    await controlCall(controlUrl, 'POST', path, body);
  };
  return {
    object: async (name) =>
      new Map(await allPages(async (path) => (await get<ObjectPage>(path)).records, `/objects/${name}`)),
    digest: (name) => get(`/objects/${name}/digest`),
    writes: (name) => allPages(async (path) => (await get<WritePage>(path)).writes, `/writes/${name}`),
    requests: () => get('/requests'),
    stats: () => get('/stats'),
    addFault: (...faults) => post('/faults', faults.map(wireForm)),
    clearFaults: async () => {
      await controlCall(controlUrl, 'DELETE', '/faults');
    },
    setOptions: (change) => post('/options', change),
    addKey: (key, grade = 'private') => post('/keys', { add: { key, grade } }),
    revokeKey: (key) => post('/keys', { revoke: key }),
    drain: () => post('/drain'),
    reset: () => post('/reset'),
  };
}

/** JSON has no regular expressions. */
function wireForm(fault: Fault): Fault {
  if (!(fault.path instanceof RegExp)) return fault;
  return { ...fault, path: { pattern: fault.path.source, flags: fault.path.flags } };
}
