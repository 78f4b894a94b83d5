import { type BulkForm, type Packable, RequestPacker } from '../../connectors/klaviyo';
import type { CommerceJob } from '../../contract/commerce';
import type { FailureCode } from '../../contract/failure-codes';

/** A record of the shop that will not be delivered. */
export interface Errored {
  /** Of the resource that it was made of, or, where that is not known, a name of its own. */
  readonly id: string;
  readonly isUnnamed?: true;
  /** Which of its records; 0 for the resource as such. */
  readonly index: number;
  readonly stage: 'map' | 'destination';
  readonly code: FailureCode;
  readonly message: string;
  /** What is kept with the reject: the resource as read, or what was sent of it. */
  readonly record: unknown;
  /** What people call records of its kind; left out where the import has but one. */
  readonly kind?: string;
}

/** What a resource became: an entry of a request, of as many records as it weighs. */
export interface LaneEntry extends Packable {
  /** The id of the resource. */
  readonly id: string;
  /** How many of its records are of each kind, where there are several. */
  readonly kinds?: Readonly<Record<string, number>>;
}

/** Resources that follow each other in a lane and are settled together. */
export interface FullBatch<Entry> {
  readonly entries: readonly Entry[];
  readonly errored: readonly Errored[];
  /** Records read: what entries weigh, and what errored. */
  readonly read: number;
  /** The last resource in it: where the lane goes on once the batch is settled. */
  readonly last: string;
  /** The page in which its first resource was, from 1. */
  readonly page: number;
}

/** What became of a batch: all of it is settled, or out in jobs. */
export interface SettledBatch {
  readonly delivered: number;
  /** How many of these are of each kind, where there are several. */
  readonly kinds?: Readonly<Record<string, number>>;
  readonly errored: readonly Errored[];
  readonly jobs: readonly CommerceJob[];
}

/** Gathers what is made of a lane's resources until a request is full. */
export class LaneBatch<Entry extends LaneEntry> {
  readonly #packer: RequestPacker<Entry>;
  #errored: Errored[] = [];
  #read = 0;
  #last: string | undefined;
  #page = 0;

  constructor(form: BulkForm) {
    this.#packer = new RequestPacker(form);
  }

  /** Adds what became of one resource; answers the batch that is full without it, where it is. */
  add(
    resource: { readonly id: string; readonly page: number },
    entry: Entry | undefined,
    errored: readonly Errored[],
  ): FullBatch<Entry> | undefined {
    const packed = entry && this.#packer.add(entry);
    const full = packed && this.#take(packed.entries);
    if (this.#last === undefined) this.#page = resource.page;
    this.#errored.push(...errored);
    this.#read += (entry ? (entry.weight ?? 1) : 0) + errored.length;
    this.#last = resource.id;
    return full;
  }

  /** What was added since the last full batch. */
  rest(): FullBatch<Entry> | undefined {
    return this.#take(this.#packer.rest()?.entries ?? []);
  }

  #take(entries: readonly Entry[]): FullBatch<Entry> | undefined {
    if (this.#last === undefined) return undefined;
    const batch = { entries, errored: this.#errored, read: this.#read, last: this.#last, page: this.#page };
    this.#errored = [];
    this.#read = 0;
    this.#last = undefined;
    return batch;
  }
}
