import type { BlobContainer } from '../../src/connectors/azure-blob';
import { LongshoreError } from '../../src/contract/failure';
import type { FoundFile } from '../../src/contract/files';

export interface MemoryContainerOptions {
  /** Bytes that come at once. */
  readonly chunkBytes?: number;
  /** The connection breaks with this error after so many bytes of a read. */
  readonly breakAfter?: { readonly bytes: number; readonly error: Error };
}

/** A container of one file in memory. The version of its bytes is the ETag that reads are held against. */
export function memoryContainer(content: Uint8Array, options: MemoryContainerOptions = {}): BlobContainer {
  const { chunkBytes = 64, breakAfter } = options;
  return {
    account: 'memory',
    container: 'stores',
    async *listPages() {},
    async check() {},
    get: onlyRead,
    put: onlyRead,
    remove: onlyRead,
    async read(name, { etag, offset = 0, signal }) {
      if (etag !== fileOf(content).etag) throw new LongshoreError('file-changed', `${name} was replaced`);
      return bytesOf(content.subarray(offset), chunkBytes, breakAfter, signal);
    },
  };
}

async function onlyRead(): Promise<never> {
  throw new LongshoreError('internal-error', 'A source of files is only read');
}

/** The file as a listing would show it. */
export function fileOf(content: Uint8Array): FoundFile {
  return { name: 'stores.json', etag: `v${content.length}`, timestamp: 1_700_000_000_000, size: content.length };
}

async function* bytesOf(
  content: Uint8Array,
  chunkBytes: number,
  breakAfter: MemoryContainerOptions['breakAfter'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < content.length; at += chunkBytes) {
    signal?.throwIfAborted();
    if (breakAfter && at >= breakAfter.bytes) throw breakAfter.error;
    yield content.subarray(at, at + chunkBytes);
  }
}
