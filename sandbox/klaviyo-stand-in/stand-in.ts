import { close, listenBoth } from '../stand-in/local-server';
import { parseInput } from '../stand-in/parse-input';
import { createApiServer } from './api-server';
import type { CatalogEntry, CatalogKind } from './catalog-store';
import { createControlServer } from './control-server';
import { countsOf, type KlaviyoCounts } from './counts';
import type { StoredEvent } from './event-store';
import { faultSchema, type KlaviyoFault } from './fault-script';
import type { Job } from './job-store';
import {
  type ApiKey,
  type KlaviyoSettingsChange,
  type KlaviyoStandInOptions,
  optionsSchema,
  settingsSchema,
} from './options';
import type { StoredProfile } from './profile-store';
import type { CallEntry, CallStats } from './request-journal';
import { StandInState } from './stand-in-state';

/** A running stand-in of Klaviyo. What shows its state lets happen first what is due of jobs. */
export interface KlaviyoStandIn {
  /** `http://127.0.0.1:<port>` */
  readonly baseUrl: string;
  readonly controlUrl: string;
  /** Whether bodies are checked against the published contract, which is not part of this project. */
  readonly hasContract: boolean;
  profiles(): readonly StoredProfile[];
  /** By what it is called elsewhere. */
  profile(externalId: string): StoredProfile | undefined;
  events(): readonly StoredEvent[];
  catalog(kind: CatalogKind): ReadonlyMap<string, CatalogEntry>;
  jobs(): readonly Job[];
  counts(): KlaviyoCounts;
  requests(): readonly CallEntry[];
  stats(): CallStats;
  addFault(fault: KlaviyoFault): void;
  clearFaults(): void;
  setOptions(change: KlaviyoSettingsChange): void;
  addKey(key: ApiKey): void;
  revokeKey(key: string): void;
  /** Ends a job with half of it done. False for one that has ended. */
  cancelJob(job: string): boolean;
  /** Completes all jobs at once. */
  settle(): void;
  /** Back to how it was at the start; calls that are held back are reset. */
  reset(): void;
  stop(): Promise<void>;
}

/** Starts a stand-in. Throws `usage-invalid` for options that it cannot use, and what Node throws for a taken port. */
export async function startKlaviyoStandIn(options: KlaviyoStandInOptions = {}): Promise<KlaviyoStandIn> {
  const state = new StandInState(parseInput(optionsSchema, options, 'options'));
  const api = createApiServer(state);
  const controls = createControlServer(state);
  const [baseUrl, controlUrl] = await listenBoth([api, options.port ?? 0], [controls, options.controlPort ?? 0]);
  const now = (): StandInState => {
    state.jobs.settle(Date.now());
    return state;
  };
  return {
    baseUrl,
    controlUrl,
    hasContract: state.hasContract,
    profiles: () => [...now().profiles.all()],
    profile: (externalId) => now().profiles.findBy('external_id', externalId),
    events: () => [...now().events.all()],
    catalog: (kind) => now().catalog.of(kind),
    jobs: () => now().jobs.all(),
    counts: () => countsOf(now()),
    requests: () => state.journal.entries(),
    stats: () => state.journal.stats(),
    addFault: (fault) => state.faults.add(parseInput(faultSchema, fault, 'fault')),
    clearFaults: () => state.faults.clear(),
    setOptions: (change) => state.change(parseInput(settingsSchema.partial(), change, 'options')),
    addKey: (key) => state.addKey(key),
    revokeKey: (key) => state.revokeKey(key),
    cancelJob: (job) => state.jobs.cancel(job, Date.now()),
    settle: () => state.jobs.settle(Number.POSITIVE_INFINITY),
    reset: () => state.reset(),
    stop: async () => {
      state.waiting.clear();
      await Promise.all([close(api), close(controls)]);
    },
  };
}
