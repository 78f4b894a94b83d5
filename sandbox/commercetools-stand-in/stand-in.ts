import { type Fault, faultSchema } from '../odp-stand-in/fault';
import type { RequestEntry } from '../odp-stand-in/request-journal';
import type { ShopSize } from '../shop';
import { close, listenBoth } from '../stand-in/local-server';
import { parseInput } from '../stand-in/parse-input';
import type { SourceRecord } from './collection';
import { createControlServer } from './control-server';
import { createDataServer } from './data-server';
import type { ResourceName } from './fields';
import {
  type ApiClient,
  type CommercetoolsSettings,
  type CommercetoolsStandInOptions,
  optionsSchema,
  settingsSchema,
} from './options';
import { StandInState } from './state';

/** A running stand-in of a commercetools project, that is read from. One address serves the API and gives out tokens. */
export interface CommercetoolsStandIn {
  /** `http://127.0.0.1:<port>`, as both `apiUrl` and `authUrl`. */
  readonly url: string;
  readonly controlUrl: string;
  readonly projectKey: string;
  /** The first API client. */
  readonly client: ApiClient;
  count(resource: ResourceName): number;
  /** The resources of a kind as they are, in the order of their ids. */
  records(resource: ResourceName): Generator<Record<string, unknown>, void>;
  /** Takes records with the versions and times that they have. */
  load(resource: ResourceName, records: Iterable<SourceRecord>): void;
  loadShop(size: ShopSize): void;
  /** Creates or changes a record, now by the stand-in's clock. */
  put(resource: ResourceName, record: SourceRecord): void;
  remove(resource: ResourceName, id: string): void;
  putCustomObject(container: string, key: string, value: unknown): void;
  revokeClient(clientId: string): void;
  restoreClient(clientId: string): void;
  expireTokens(): void;
  /** Tokens that were given so far. */
  tokens(): number;
  now(): number;
  requests(): RequestEntry[];
  addFault(fault: Fault): void;
  clearFaults(): void;
  setOptions(change: Partial<CommercetoolsSettings>): void;
  stop(): Promise<void>;
}

/** Starts a stand-in. Throws `usage-invalid` for options that it cannot use, and what Node throws for a taken port. */
export async function startCommercetoolsStandIn(
  options: CommercetoolsStandInOptions = {},
): Promise<CommercetoolsStandIn> {
  const parsed = parseInput(optionsSchema, options, 'options');
  const state = new StandInState(parsed);
  const data = createDataServer(state);
  const controls = createControlServer(state);
  const [url, controlUrl] = await listenBoth([data, parsed.port ?? 0], [controls, parsed.controlPort ?? 0]);
  return {
    url,
    controlUrl,
    projectKey: state.projectKey,
    client: state.client,
    count: (resource) => state.collection(resource).size,
    *records(resource) {
      for (const { json } of state.collection(resource).within({})) yield JSON.parse(json);
    },
    load: (resource, records) => state.load(resource, records),
    loadShop: (size) => state.loadShop(size),
    put: (resource, record) => state.collection(resource).put(record, state.now()),
    remove: (resource, id) => state.collection(resource).remove(id),
    putCustomObject: (container, key, value) => state.putCustomObject(container, key, value),
    revokeClient: (clientId) => state.access.revoke(clientId),
    restoreClient: (clientId) => state.access.restore(clientId),
    expireTokens: () => state.access.expire(),
    tokens: () => state.access.given,
    now: () => state.now(),
    requests: () => state.journal.entries(),
    addFault: (fault) => state.faults.add(parseInput(faultSchema, fault, 'fault')),
    clearFaults: () => state.faults.clear(),
    setOptions: (change) => state.change(parseInput(settingsSchema.partial(), change, 'options')),
    stop: async () => {
      state.waiting.clear();
      await Promise.all([close(data), close(controls)]);
    },
  };
}
