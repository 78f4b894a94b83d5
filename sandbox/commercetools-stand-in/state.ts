import { FaultScript } from '../odp-stand-in/fault-script';
import { RequestJournal } from '../odp-stand-in/request-journal';
import { makeShop, type ShopSize } from '../shop';
import { WaitingRoom } from '../stand-in/waiting-room';
import { Access } from './access';
import { Collection, type SourceRecord } from './collection';
import { type ResourceName, resourceNames } from './fields';
import {
  type ApiClient,
  type CommercetoolsSettings,
  defaultProjectKey,
  importScopes,
  type ParsedOptions,
} from './options';

const requestsKept = 10_000;
/** Two days, as the service has it. */
const tokenSeconds = 172_800;

/** All that the stand-in knows and remembers, without its servers. */
export class StandInState {
  readonly projectKey: string;
  /** The first is the one whose credentials `client` shows. */
  readonly client: ApiClient;
  readonly access: Access;
  readonly faults = new FaultScript();
  readonly journal: RequestJournal;
  readonly waiting = new WaitingRoom();
  readonly tokenSeconds: number;
  readonly #collections = new Map<ResourceName, Collection>(resourceNames.map((name) => [name, new Collection()]));
  /** Keys of custom objects by their container. */
  readonly #customObjects = new Map<string, Map<string, unknown>>();
  #settings: CommercetoolsSettings;

  constructor(options: ParsedOptions) {
    this.projectKey = options.projectKey ?? defaultProjectKey;
    const whole = {
      clientId: 'standin-client',
      secret: 'standin.canary-shop-secret-7b1e',
      scopes: [...importScopes(this.projectKey)],
    };
    const clients = options.clients ?? [whole];
    this.client = clients[0] ?? whole;
    this.access = new Access(clients);
    this.journal = new RequestJournal(options.keepRequests ?? requestsKept);
    this.tokenSeconds = options.tokenSeconds ?? tokenSeconds;
    this.#settings = { delayMs: options.delayMs ?? 0, clockOffsetMs: options.clockOffsetMs ?? 0 };
    if (options.shop !== undefined) this.loadShop(options.shop);
  }

  get settings(): CommercetoolsSettings {
    return this.#settings;
  }

  change(change: Partial<CommercetoolsSettings>): void {
    this.#settings = { ...this.#settings, ...change };
  }

  /** Epoch ms by the stand-in's own clock. */
  now(): number {
    return Date.now() + this.#settings.clockOffsetMs;
  }

  collection(resource: ResourceName): Collection {
    const found = this.#collections.get(resource);
    if (found === undefined) throw new Error(`There is no collection of ${resource}`);
    return found;
  }

  load(resource: ResourceName, records: Iterable<SourceRecord>): void {
    this.collection(resource).load(records, this.now());
  }

  loadShop(size: ShopSize): void {
    const shop = makeShop(size);
    for (const resource of resourceNames) this.load(resource, shop[resource]());
  }

  customObjects(container: string): ReadonlyMap<string, unknown> {
    return this.#customObjects.get(container) ?? new Map();
  }

  /** Creates or replaces a custom object; one whose value is undefined is removed. */
  putCustomObject(container: string, key: string, value: unknown): void {
    const objects = new Map(this.customObjects(container));
    if (value === undefined) objects.delete(key);
    else objects.set(key, value);
    this.#customObjects.set(container, objects);
  }
}
