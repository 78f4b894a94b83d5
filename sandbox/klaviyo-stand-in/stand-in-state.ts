import { WaitingRoom } from '../stand-in/waiting-room';
import type { ApiCall } from './api-call';
import { CatalogStore } from './catalog-store';
import { type ContractCheck, contractCheckOf } from './contract-check';
import { contractPath } from './contract-file';
import { EventStore } from './event-store';
import { FaultScript } from './fault-script';
import { FixedWindows } from './fixed-windows';
import { type Job, type JobOrder, JobStore } from './job-store';
import {
  type ApiKey,
  changeSettings,
  defaultSettings,
  type KlaviyoSettingsChange,
  type KlaviyoSettingsOfStandIn,
  type KlaviyoStandInOptions,
} from './options';
import { ProfileStore } from './profile-store';
import { RequestJournal } from './request-journal';

const requestsKept = 10_000;
const defaultKeys: readonly ApiKey[] = [{ key: 'pk_standin' }];

/** All that the stand-in knows and remembers, without its servers. */
export class StandInState {
  readonly faults = new FaultScript();
  readonly waiting = new WaitingRoom();
  readonly windows = new FixedWindows();
  readonly journal: RequestJournal;
  profiles = new ProfileStore();
  events = new EventStore();
  catalog = new CatalogStore();
  jobs = new JobStore();
  readonly #options: KlaviyoStandInOptions;
  #settings: KlaviyoSettingsOfStandIn;
  #keys = new Map<string, ApiKey>();
  readonly #contractPath: string | undefined;

  constructor(options: KlaviyoStandInOptions) {
    this.#options = options;
    this.#settings = changeSettings(defaultSettings, options);
    this.journal = new RequestJournal(options.keepRequests ?? requestsKept);
    this.#contractPath = (options.contract === undefined ? contractPath() : options.contract) ?? undefined;
    this.#addKeys();
  }

  get hasContract(): boolean {
    return this.#contractPath !== undefined;
  }

  get settings(): KlaviyoSettingsOfStandIn {
    return this.#settings;
  }

  /** Klaviyo's published contract, read with the first body; undefined where it is not here. */
  get contract(): ContractCheck | undefined {
    return this.#contractPath === undefined ? undefined : contractCheckOf(this.#contractPath);
  }

  change(change: KlaviyoSettingsChange): void {
    this.#settings = changeSettings(this.#settings, change);
  }

  key(key: string): ApiKey | undefined {
    return this.#keys.get(key);
  }

  addKey(key: ApiKey): void {
    this.#keys.set(key.key, key);
  }

  revokeKey(key: string): void {
    this.#keys.delete(key);
  }

  /** A job for the request, with the times of now and what the fault script has in mind. */
  addJob({ operation, plan, now }: ApiCall, order: Pick<JobOrder, 'place' | 'lists' | 'entries' | 'work'>): Job {
    const { queuedMs, processingMs } = this.#settings;
    const slowMs = plan.job?.slowMs ?? 0;
    const times = { queuedMs, processingMs: processingMs + slowMs };
    return this.jobs.add({ ...order, ...times, operation: operation.id, fate: plan.job }, now);
  }

  /** Back to how it was at the start. */
  reset(): void {
    this.waiting.clear();
    this.journal.reset();
    this.faults.clear();
    this.windows.reset();
    this.profiles = new ProfileStore();
    this.events = new EventStore();
    this.catalog = new CatalogStore();
    this.jobs = new JobStore();
    this.#settings = changeSettings(defaultSettings, this.#options);
    this.#keys = new Map();
    this.#addKeys();
  }

  #addKeys(): void {
    for (const key of this.#options.apiKeys ?? defaultKeys) this.addKey(key);
  }
}
