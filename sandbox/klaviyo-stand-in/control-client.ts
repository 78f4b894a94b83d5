import { allPages, controlCall } from '../stand-in/control-call';
import type { CatalogEntry, CatalogKind } from './catalog-store';
import type { KlaviyoCounts } from './counts';
import type { StoredEvent } from './event-store';
import type { KlaviyoFault } from './fault-script';
import type { Job } from './job-store';
import type { ApiKey, KlaviyoSettingsChange } from './options';
import type { StoredProfile } from './profile-store';
import type { CallEntry, CallStats } from './request-journal';

/** A profile as it is shown, its lists as a list. */
export type ShownProfile = Omit<StoredProfile, 'lists'> & { readonly lists: readonly string[] };

/** The controls of a stand-in that runs in another process. Each call throws `usage-invalid` where it is refused. */
export interface KlaviyoControl {
  profiles(): Promise<ShownProfile[]>;
  events(): Promise<StoredEvent[]>;
  catalog(kind: CatalogKind): Promise<CatalogEntry[]>;
  jobs(): Promise<Job[]>;
  counts(): Promise<KlaviyoCounts>;
  requests(): Promise<CallEntry[]>;
  stats(): Promise<CallStats>;
  addFault(...faults: KlaviyoFault[]): Promise<void>;
  clearFaults(): Promise<void>;
  setOptions(change: KlaviyoSettingsChange): Promise<void>;
  addKey(key: ApiKey): Promise<void>;
  revokeKey(key: string): Promise<void>;
  /** Ends a job with half of it done. False for one that has ended. */
  cancelJob(job: string): Promise<boolean>;
  /** Completes all jobs at once. */
  settle(): Promise<void>;
  reset(): Promise<void>;
}

/** Speaks to the control port of a stand-in; `controlUrl` is the one that it printed. Connects with the first call. */
export function connectKlaviyoControl(controlUrl: string): KlaviyoControl {
  const get = <T>(path: string): Promise<T> => controlCall<T>(controlUrl, 'GET', path);
  const post = async (path: string, body: unknown = {}): Promise<void> => {
    await controlCall(controlUrl, 'POST', path, body);
  };
  const all = <T>(path: string): Promise<T[]> => allPages((page) => get<T[]>(page), path);
  return {
    profiles: () => all('/profiles'),
    events: () => all('/events'),
    catalog: (kind) => all(`/${kind}`),
    jobs: () => all('/jobs'),
    counts: () => get('/counts'),
    requests: () => get('/requests'),
    stats: () => get('/stats'),
    addFault: (...faults) => post('/faults', faults),
    clearFaults: async () => {
      await controlCall(controlUrl, 'DELETE', '/faults');
    },
    setOptions: (change) => post('/options', change),
    addKey: (key) => post('/keys', { add: key }),
    revokeKey: (key) => post('/keys', { revoke: key }),
    cancelJob: async (job) =>
      (await controlCall<{ cancelled: boolean }>(controlUrl, 'POST', '/cancel', { job })).cancelled,
    settle: () => post('/settle'),
    reset: () => post('/reset'),
  };
}
