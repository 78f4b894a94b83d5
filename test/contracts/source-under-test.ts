import type { FoundFile } from '../../src/contract/files';

/** What every source of files offers, whatever system it speaks to. */
export interface FileSource {
  listPages(options?: {
    readonly prefix?: string;
    readonly signal?: AbortSignal;
    readonly pageSize?: number;
  }): AsyncIterable<{ readonly serverTime: number; readonly blobs: readonly FoundFile[] }>;
  read(
    name: string,
    options: { readonly etag: string; readonly offset?: number; readonly signal?: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array>>;
  check(signal?: AbortSignal): Promise<void>;
}

/** A source that is empty at first, and the hands that change what is in it. */
export interface SourceUnderTest {
  readonly source: FileSource;
  put(name: string, content: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

type ListOptions = Parameters<FileSource['listPages']>[0];

export async function pagesOf(source: FileSource, options?: ListOptions) {
  const pages = [];
  for await (const page of source.listPages(options)) pages.push(page);
  return pages;
}

export async function filesOf(source: FileSource, options?: ListOptions): Promise<FoundFile[]> {
  return (await pagesOf(source, options)).flatMap((page) => page.blobs);
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** The file as a listing sees it after it was written. */
export async function putAndList(
  under: Pick<SourceUnderTest, 'source' | 'put'>,
  name: string,
  content: Uint8Array,
): Promise<FoundFile> {
  await under.put(name, content);
  const file = (await filesOf(under.source, { prefix: name })).find((one) => one.name === name);
  if (file === undefined) throw new Error(`${name} is not listed`);
  return file;
}

/** Bytes that do not repeat where a chunk or a range may end. */
export function pseudoRandom(size: number): Buffer {
  const content = Buffer.alloc(size);
  let state = 1;
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    content[at] = state >>> 24;
  }
  return content;
}
