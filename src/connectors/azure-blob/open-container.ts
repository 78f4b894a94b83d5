import { containerClient } from './container-client';
import { type BlobPage, type ListOptions, listPages } from './list-pages';
import { type ReadOptions, readBlob } from './read-blob';
import type { AzureBlobSettings } from './settings';

/** A container as a source of files. It keeps no connection of its own open, so there is nothing to close. */
export interface BlobContainer {
  readonly account: string;
  readonly container: string;
  listPages(options?: ListOptions): AsyncGenerator<BlobPage, void>;
  read(name: string, options: ReadOptions): Promise<AsyncIterableIterator<Uint8Array>>;
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
  return {
    account: source.account,
    container: source.container,
    listPages: (options) => listPages(source, options),
    read: (name, options) => readBlob(source, name, options),
    async check(signal) {
      const pages = listPages(source, { signal, pageSize: 1 });
      await pages.next();
      await pages.return();
    },
  };
}
