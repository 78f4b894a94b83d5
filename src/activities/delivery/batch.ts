import type { JsonValue } from '../../contract/bookmark';
import type { FailureCode } from '../../contract/failure-codes';
import type { FilePlace } from '../../contract/files';

/** A record on its way: mapped, and serialized once. Bytes are of the uncompressed source. */
export interface Entry {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly line?: number;
  readonly key: string;
  readonly object: Readonly<Record<string, JsonValue>>;
  /** `object` as JSON. */
  readonly json: string;
  /** The record as it was read, for its reject. */
  readonly record: unknown;
  /** Where this one stands for two of the same key: the earlier and the later by themselves. */
  readonly merged?: readonly [Entry, Entry];
}

/** A record that will not be delivered, and why. */
export interface Refusal {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly line?: number;
  readonly stage: 'parse' | 'map' | 'destination';
  readonly code: FailureCode;
  readonly message: string;
  readonly key?: string;
  /** The record as read, or its raw text where it could not be parsed. */
  readonly record: unknown;
}

/** A run of records in the order of the file, that is acknowledged as one. */
export interface Batch {
  /** At most one entry per key. */
  readonly entries: readonly Entry[];
  /** Refused before anything was sent. */
  readonly refusals: readonly Refusal[];
  readonly read: number;
  /** Bytes of the source that its records take. */
  readonly sourceBytes: number;
  /** Where the file goes on when this batch is settled. */
  readonly end: Pick<FilePlace, 'format' | 'encoding' | 'offset' | 'index' | 'line'>;
}
