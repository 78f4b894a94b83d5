import type { ObjectContent, WriteCondition, WriteOutcome } from '../object-content';
import { containerClient, type NamedContainer } from './container-client';
import { type BlobPage, type ListOptions, listPages } from './list-pages';
import { type ReadOptions, readBlob } from './read-blob';
import type { AzureBlobSettings } from './settings';
import { getBlob, putBlob, removeBlob } from './small-blobs';

/** A container as a source of files, and as a place of small ones. It keeps no connection of its own open, so there is nothing to close. */
export interface BlobContainer {
  readonly account: string;
  readonly container: string;
  listPages(options?: ListOptions): AsyncGenerator<BlobPage, void>;
  read(name: string, options: ReadOptions): Promise<AsyncIterableIterator<Uint8Array>>;
  /** The whole of a small blob; undefined where there is none. */
  get(name: string, signal?: AbortSignal): Promise<ObjectContent | undefined>;
  put(name: string, content: Uint8Array, condition?: WriteCondition, signal?: AbortSignal): Promise<WriteOutcome>;
  remove(name: string, signal?: AbortSignal): Promise<void>;
  /** Lists one blob, which proves the address, the credentials and the container. Throws as a listing does. */
  check(signal?: AbortSignal): Promise<void>;
}

/**
 * Opens a container; nothing is sent before the first call. Throws `config-invalid` when the settings cannot be one.
 *
 *     const stores = openContainer({ accountName: 'mystorageaccount', container: 'offline-stores', credentials });
 *     for await (const { blobs } of stores.listPages({ prefix: '2026/' })) …
 */
export function openContainer(settings: AzureBlobSettings): BlobContainer {
  const source = containerClient(settings);
  let once: NamedContainer | undefined;
  const tryingOnce = (): NamedContainer => {
    once ??= containerClient(settings, 1);
    return once;
  };
  return {
    account: source.account,
    container: source.container,
    listPages: (options) => listPages(source, options),
    read: (name, options) => readBlob(source, name, options),
    get: (name, signal) => getBlob(source, name, signal),
    put: (name, content, condition = {}, signal) => {
      const isConditional = condition.onlyNew === true || condition.ifMatch !== undefined;
      return putBlob(isConditional ? tryingOnce() : source, name, content, condition, signal);
    },
    remove: (name, signal) => removeBlob(source, name, signal),
    async check(signal) {
      const pages = listPages(source, { signal, pageSize: 1 });
      await pages.next();
      await pages.return();
    },
  };
}
