import type { ObjectContent, WriteCondition, WriteOutcome } from '../object-content';
import { bucketClient, type NamedBucket } from './bucket-client';
import { type ListedObject, type ListOptions, listPages } from './list-pages';
import { readChecksum } from './read-checksum';
import { type ReadOptions, readObject } from './read-object';
import type { ReadableSettings } from './settings';
import { getObject, putObject, removeObject } from './small-objects';

/** A bucket, or what lies in it under a prefix; names are without it. Errors are told in the terms of a source. */
export interface S3Bucket {
  readonly bucket: string;
  readonly prefix: string;
  listPages(options?: ListOptions): AsyncGenerator<readonly ListedObject[], void>;
  /** A stream of one version's bytes. */
  read(name: string, options: ReadOptions): Promise<AsyncIterableIterator<Uint8Array>>;
  /** The CRC-32 of the whole of one version, in base64; undefined where the service keeps none. Throws as `read` does. */
  checksum(name: string, options: Pick<ReadOptions, 'etag' | 'signal'>): Promise<string | undefined>;
  /** The whole of a small object; undefined where there is none. */
  get(name: string, signal?: AbortSignal): Promise<ObjectContent | undefined>;
  put(name: string, content: Uint8Array, condition?: WriteCondition, signal?: AbortSignal): Promise<WriteOutcome>;
  remove(name: string, signal?: AbortSignal): Promise<void>;
  /** Lists one object, which proves address, credentials and bucket. Throws as a listing does. */
  check(signal?: AbortSignal): Promise<void>;
  /** Ends the connections that are kept open. */
  close(): void;
}

/**
 * Opens a bucket; nothing is sent before the first call.
 *
 *     const events = openBucket({ bucket: 'events', prefix: 'v1/', region: 'us-east-1', credentials });
 *     for await (const objects of events.listPages({ prefix: 'type=decisions/' })) …
 */
export function openBucket(settings: ReadableSettings): S3Bucket {
  const place = bucketClient(settings);
  let once: NamedBucket | undefined;
  const tryingOnce = (): NamedBucket => {
    once ??= bucketClient(settings, 1);
    return once;
  };
  return {
    bucket: place.bucket,
    prefix: place.prefix,
    listPages: (options) => listPages(place, options),
    read: (name, options) => readObject(place, name, options),
    checksum: (name, options) => readChecksum(place, name, options),
    get: (name, signal) => getObject(place, name, signal),
    put: (name, content, condition = {}, signal) => {
      const isConditional = condition.onlyNew === true || condition.ifMatch !== undefined;
      return putObject(isConditional ? tryingOnce() : place, name, content, condition, signal);
    },
    remove: (name, signal) => removeObject(place, name, signal),
    async check(signal) {
      const pages = listPages(place, { signal, pageSize: 1 });
      await pages.next();
      await pages.return();
    },
    close: () => {
      place.client.destroy();
      once?.client.destroy();
    },
  };
}
