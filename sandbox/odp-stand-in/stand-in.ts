import { close, listenBoth } from '../stand-in/local-server';
import { parseInput } from '../stand-in/parse-input';
import { createControlServer } from './control-server';
import { createDataServer } from './data-server';
import { type Fault, faultSchema } from './fault';
import type { RecordWrite } from './object-state';
import { type OdpSettingsChange, type OdpStandInOptions, optionsSchema, settingsSchema } from './options';
import type { OdpStandInStats, RequestEntry } from './request-journal';
import { StandInState } from './stand-in-state';
import { digestState, type StateDigest } from './state-digest';

/** A running stand-in of Optimizely's Data Platform. What names an object throws `destination-not-found`. */
export interface OdpStandIn {
  /** `http://127.0.0.1:<port>/v3` */
  readonly baseUrl: string;
  readonly controlUrl: string;
  /** What is stored of an object by primary key, as it is at any time. */
  object(name: string): Map<string, Record<string, unknown>>;
  digest(name: string): StateDigest;
  /** Each record in the order in which it was stored; empty unless `keepWrites`. */
  writes(name: string): readonly RecordWrite[];
  requests(): RequestEntry[];
  stats(): OdpStandInStats;
  addFault(fault: Fault): void;
  clearFaults(): void;
  setOptions(change: OdpSettingsChange): void;
  addKey(key: string, grade?: 'private' | 'public'): void;
  revokeKey(key: string): void;
  /** Stores at once whatever was accepted so far. */
  drain(): Promise<void>;
  /** Back to how it was at the start; calls that are held back are reset. */
  reset(): void;
  /** Stores what was accepted, then closes all connections and both ports. */
  stop(): Promise<void>;
}

/** Starts a stand-in. Throws `usage-invalid` for options that it cannot use, and what Node throws for a taken port. */
export async function startOdpStandIn(options: OdpStandInOptions = {}): Promise<OdpStandIn> {
  const state = new StandInState(parseInput(optionsSchema, options, 'options'));
  const data = createDataServer(state);
  const controls = createControlServer(state);
  const [address, controlUrl] = await listenBoth([data, options.port ?? 0], [controls, options.controlPort ?? 0]);
  return {
    baseUrl: `${address}/v3`,
    controlUrl,
    object: (name) => state.catalog.get(name).state.records,
    digest: (name) => digestState(state.catalog.get(name).state.records),
    writes: (name) => state.catalog.get(name).state.writes,
    requests: () => state.journal.entries(),
    stats: () => state.journal.stats(state.queue.waiting),
    addFault: (fault) => state.faults.add(parseInput(faultSchema, fault, 'fault')),
    clearFaults: () => state.faults.clear(),
    setOptions: (change) => state.change(parseInput(settingsSchema.partial(), change, 'options')),
    addKey: (key, grade = 'private') => state.access.add(key, grade),
    revokeKey: (key) => state.access.revoke(key),
    drain: async () => state.queue.flush(),
    reset: () => state.reset(),
    stop: async () => {
      state.waiting.clear();
      await Promise.all([close(data), close(controls)]);
      state.queue.flush();
    },
  };
}
