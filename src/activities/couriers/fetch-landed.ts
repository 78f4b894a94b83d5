import { statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentType } from '../../contract/couriers/content-type';
import { LongshoreError } from '../../contract/failure';
import { openUncompressed } from '../../formats';
import { forgetLanded, type LandedFile, type LandedObject, openLandedFile, type Storage } from '../../storage';
import type { LocalFile } from '../../tables/tables';
import { workTogether } from '../work-together';
import { scratchFailure } from './scratch-folder';

/** Four pieces of 8 MiB at once keep a storage in the same region busy, and cost 32 MiB. */
const atOnce = 4;

export interface FetchOptions {
  /** On this machine, for these files alone; made and removed by the caller. */
  readonly folder: string;
  /** Of which files are fetched. */
  readonly tags: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with the bytes that came since the last call. */
  readonly onBytes?: (bytes: number) => void;
}

/** How a file is named here, and whether engines read it as it is where it is packed with gzip. */
const localForms: Readonly<Record<ContentType, { readonly ending: string; readonly packed: boolean }>> = {
  'text/csv': { ending: 'csv', packed: true },
  'text/tab-separated-values': { ending: 'tsv', packed: true },
  'text/pipe-separated-values': { ending: 'psv', packed: true },
  'application/json': { ending: 'json', packed: true },
  'application/x-ndjson': { ending: 'ndjson', packed: true },
  'application/x-json-stream': { ending: 'ndjson', packed: true },
  'application/x-parquet': { ending: 'parquet', packed: false },
  'application/avro': { ending: 'avro', packed: false },
  'application/xml': { ending: 'xml', packed: false },
  'application/ingest-pack+cbor': { ending: 'cbor', packed: false },
};

/**
 * Brings landed files onto this machine, in the order of their objects and archives. What is packed with gzip stays so
 * where engines read it, and is named `.gz`; else it is unpacked.
 *
 * Throws `scratch-unavailable` (before anything is fetched where there is no room for it), `storage-missing` after which
 * the object counts as not landed, `file-bad-gzip`, `file-truncated`, what storage throws, and an AbortError.
 */
export async function fetchLanded(
  storage: Storage,
  objects: readonly LandedObject[],
  { folder, tags, signal, onBytes }: FetchOptions,
): Promise<LocalFile[]> {
  const wanted = objects.flatMap((object) =>
    object.files.filter(({ landAs }) => tags.includes(landAs.tag)).map((file) => ({ object, file })),
  );
  await requireRoom(
    folder,
    wanted.reduce((sum, { file }) => sum + file.bytes, 0),
  );
  const local: LocalFile[] = [];
  await workTogether([...wanted.entries()], { atOnce, signal }, async ([index, { object, file }], stop) => {
    const name = file.inner === undefined ? object.name : `${object.name}!${file.inner}`;
    const beginning = join(folder, String(index).padStart(6, '0'));
    try {
      const path = await fetchFile(storage, file, { name, beginning, signal: stop, onBytes });
      local[index] = { path, name, day: object.day, landAs: file.landAs };
    } catch (error) {
      if (!(error instanceof LongshoreError) || error.code !== 'storage-missing') {
        throw scratchFailure(error, `Could not write ${name} to ${folder}`);
      }
      await forgetLanded(storage, object);
      throw new LongshoreError(error.code, `${error.message} (${name})`, {
        remedy: 'Run the courier for that day again: the object is landed anew.',
        cause: error,
      });
    }
  });
  return local;
}

interface FileFetch {
  /** For messages. */
  readonly name: string;
  /** Of the path; its ending says what is in the file. */
  readonly beginning: string;
  readonly signal: AbortSignal;
  readonly onBytes?: FetchOptions['onBytes'];
}

const onlyNew = { flag: 'wx' } as const;

/** Answers the path. */
async function fetchFile(storage: Storage, file: LandedFile, fetch: FileFetch): Promise<string> {
  const { ending, packed } = localForms[file.landAs.contentType];
  const raw = told(openLandedFile(storage, file), fetch);
  if (!packed) {
    const path = `${fetch.beginning}.${ending}`;
    const { bytes } = await openUncompressed(async () => raw, { name: fetch.name, recordIndex: () => 0 });
    await writeFile(path, bytes, onlyNew);
    return path;
  }
  const { value: first, done } = await raw.next();
  const isPacked = done !== true && first[0] === 0x1f && first[1] === 0x8b;
  const path = `${fetch.beginning}.${ending}${isPacked ? '.gz' : ''}`;
  await writeFile(path, done === true ? '' : behind(first, raw), onlyNew);
  return path;
}

async function* told(
  source: AsyncIterable<Uint8Array>,
  { signal, onBytes }: FileFetch,
): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of source) {
    signal.throwIfAborted();
    onBytes?.(chunk.length);
    yield chunk;
  }
}

async function* behind(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  yield first;
  yield* rest;
}

/** A disk that fills up halfway would have taken what others need. What unpacks here needs more, and is found out then. */
async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder).catch((error: unknown) => {
    throw scratchFailure(error, `Could not look at the folder ${folder}`);
  });
  const free = bavail * bsize;
  if (free >= bytes) return;
  const inMegabytes = (count: number): string => `${Math.ceil(count / 1_000_000)} MB`;
  const message = `The files of the load have ${inMegabytes(bytes)}, and ${folder} has ${inMegabytes(free)} left`;
  throw new LongshoreError('scratch-unavailable', message);
}
