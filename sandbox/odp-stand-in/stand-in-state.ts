import { WaitingRoom } from '../stand-in/waiting-room';
import { Access } from './access';
import { ApplyQueue } from './apply-queue';
import type { Batch } from './batch';
import { FaultScript } from './fault-script';
import { KeysInFlight } from './keys-in-flight';
import { type CatalogObject, ObjectCatalog } from './object-catalog';
import {
  changeSettings,
  defaultSettings,
  type OdpSettings,
  type OdpSettingsChange,
  type OdpStandInOptions,
} from './options';
import { Pacer } from './pacer';
import { type OpenRequest, RequestJournal } from './request-journal';
import { TokenBucket } from './token-bucket';

const requestsKept = 10_000;
const defaultKeys = { us: 'standin.private-key', eu: 'standin-eu1.private-key', au: 'standin-au1.private-key' };

/** All that the stand-in knows and remembers, without its servers. */
export class StandInState {
  readonly catalog: ObjectCatalog;
  readonly access: Access;
  readonly faults = new FaultScript();
  readonly journal: RequestJournal;
  readonly queue = new ApplyQueue();
  readonly waiting = new WaitingRoom();
  readonly keysInFlight = new KeysInFlight();
  readonly #options: OdpStandInOptions;
  #settings: OdpSettings;
  #pacer = new Pacer();
  #bucket = new TokenBucket();

  constructor(options: OdpStandInOptions) {
    const keep = options.keepRequests ?? requestsKept;
    this.#options = options;
    this.#settings = changeSettings(defaultSettings, options);
    this.catalog = new ObjectCatalog(options.objects ?? [], options.keepWrites ?? false);
    this.access = new Access(options.region ?? 'us');
    this.journal = new RequestJournal(keep === 'all' ? Number.POSITIVE_INFINITY : keep);
    this.#addKeys();
  }

  get settings(): OdpSettings {
    return this.#settings;
  }

  change(change: OdpSettingsChange): void {
    this.#settings = changeSettings(this.#settings, change);
  }

  /** False: the request is one too many for now. */
  admits(): boolean {
    const { requestsPerSecond } = this.#settings;
    return requestsPerSecond === null || this.#bucket.take(performance.now(), requestsPerSecond);
  }

  /** How many ms so many records have to be held back. */
  pace(records: number): number {
    const { recordsPerSecond } = this.#settings;
    return recordsPerSecond === null ? 0 : this.#pacer.book(records, recordsPerSecond, performance.now());
  }

  /** Takes the records of a batch; they are stored when their time has come. */
  accept(request: OpenRequest, object: CatalogObject, { keys, records }: Batch): void {
    this.journal.countAccepted(request, records.length);
    this.queue.add(records.length, this.#settings.applyDelayMs, () => {
      for (let index = 0; index < records.length; index += 1) {
        const key = keys[index];
        const record = records[index];
        if (key !== undefined && record !== undefined) object.state.apply(key, record, request.sequence);
      }
    });
  }

  /** Back to how it was at the start. */
  reset(): void {
    this.waiting.clear();
    this.queue.clear();
    this.journal.reset();
    this.faults.clear();
    this.catalog.reset();
    this.access.clear();
    this.#addKeys();
    this.#settings = changeSettings(defaultSettings, this.#options);
    this.#pacer = new Pacer();
    this.#bucket = new TokenBucket();
  }

  #addKeys(): void {
    for (const key of this.#options.publicKeys ?? []) this.access.add(key, 'public');
    for (const key of this.#options.apiKeys ?? [defaultKeys[this.#options.region ?? 'us']])
      this.access.add(key, 'private');
  }
}
