import type { Fault } from '../odp-stand-in/fault';
import type { OdpStandInStats, RequestEntry } from '../odp-stand-in/request-journal';
import type { ShopSize } from '../shop';
import { controlCall } from '../stand-in/control-call';
import type { SourceRecord } from './collection';
import type { ResourceName } from './fields';
import type { CommercetoolsSettings } from './options';

/** Sums since the start; those of records are 0, for nothing is sent here. */
export interface CommercetoolsStats extends OdpStandInStats {
  /** Tokens that were given. */
  readonly tokens: number;
}

/** The controls of a stand-in that runs in another process. Each call throws `usage-invalid` where it is refused. */
export interface CommercetoolsControl {
  put(resource: ResourceName, ...records: SourceRecord[]): Promise<void>;
  remove(resource: ResourceName, ...ids: string[]): Promise<void>;
  loadShop(size: ShopSize): Promise<void>;
  putCustomObject(container: string, key: string, value: unknown): Promise<void>;
  revokeClient(clientId: string): Promise<void>;
  restoreClient(clientId: string): Promise<void>;
  setOptions(change: Partial<CommercetoolsSettings>): Promise<void>;
  addFault(...faults: Fault[]): Promise<void>;
  clearFaults(): Promise<void>;
  requests(): Promise<RequestEntry[]>;
  stats(): Promise<CommercetoolsStats>;
}

/** Speaks to the control port of a stand-in; `controlUrl` is the one that it printed. Connects with the first call. */
export function connectCommercetoolsControl(controlUrl: string): CommercetoolsControl {
  const tell = async (path: string, body: unknown, method = 'POST'): Promise<void> => {
    await controlCall(controlUrl, method, path, body);
  };
  return {
    put: (resource, ...records) => tell('/put', { resource, records }),
    remove: (resource, ...ids) => tell('/remove', { resource, ids }),
    loadShop: (size) => tell('/shop', size),
    putCustomObject: (container, key, value) => tell('/custom-objects', { container, key, value }),
    revokeClient: (revoke) => tell('/clients', { revoke }),
    restoreClient: (restore) => tell('/clients', { restore }),
    setOptions: (change) => tell('/options', change),
    addFault: (...faults) => tell('/faults', faults),
    clearFaults: () => tell('/faults', undefined, 'DELETE'),
    requests: () => controlCall(controlUrl, 'GET', '/requests'),
    stats: () => controlCall(controlUrl, 'GET', '/stats'),
  };
}
