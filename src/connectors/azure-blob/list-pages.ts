import type { BlobItem } from '@azure/storage-blob';
import { LongshoreError } from '../../contract/failure';
import { bareEtag } from '../etag';
import { StallWatch } from '../stall-watch';
import { attemptOf, azureConversation } from './azure-failure';
import type { NamedContainer } from './container-client';

/** A blob as a listing saw it: unquoted ETag, last change in epoch ms (the service keeps whole seconds), bytes. */
export interface ListedBlob {
  readonly name: string;
  readonly etag: string;
  readonly timestamp: number;
  readonly size: number;
}

/** One page of a listing. `serverTime` is when the service wrote it, by its own clock, in epoch ms. */
export interface BlobPage {
  readonly serverTime: number;
  readonly blobs: readonly ListedBlob[];
}

export interface ListOptions {
  readonly prefix?: string;
  readonly signal?: AbortSignal;
  /** Names in a page, at most 5000, which is also the service's own choice. */
  readonly pageSize?: number;
  /** How long the service may be silent, in ms. */
  readonly stallMs?: number;
}

/**
 * The blobs of a container, ordered by name, page by page; directory markers are left out. It is no snapshot: what is
 * written during the listing may be seen or not.
 *
 * Throws `source-auth`, `source-not-found`, `source-refused`, `source-unavailable`, and an AbortError when `signal` aborts.
 */
export async function* listPages(source: NamedContainer, options: ListOptions = {}): AsyncGenerator<BlobPage, void> {
  const { prefix, pageSize } = options;
  const watch = new StallWatch(azureConversation({ source }, options));
  const pages = source.client
    // Metadata is what tells a directory of a hierarchical namespace from an empty file.
    .listBlobsFlat({ prefix, includeMetadata: true, abortSignal: watch.signal })
    .byPage({ maxPageSize: pageSize });
  try {
    for (;;) {
      const page = await watch.whileWaiting(pages.next());
      if (page.done === true) return;
      const { date, segment } = page.value;
      if (date === undefined) {
        throw new LongshoreError('source-refused', `${attemptOf({ source })}: a page came without its time.`);
      }
      yield { serverTime: date.getTime(), blobs: segment.blobItems.filter(isFile).map(listed) };
    }
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.close();
  }
}

/** Zero bytes alone make no directory: an empty file is a file, and is reported as an empty one. */
function isFile(blob: BlobItem): boolean {
  const empty = (blob.properties.contentLength ?? 0) === 0;
  const markedAsFolder = Object.entries(blob.metadata ?? {}).some(
    ([key, value]) => key.toLowerCase() === 'hdi_isfolder' && value.toLowerCase() === 'true',
  );
  return !markedAsFolder && !(empty && blob.name.endsWith('/'));
}

function listed(blob: BlobItem): ListedBlob {
  return {
    name: blob.name,
    etag: bareEtag(blob.properties.etag),
    timestamp: blob.properties.lastModified.getTime(),
    size: blob.properties.contentLength ?? 0,
  };
}
