import { Readable } from 'node:stream';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import { crc32 } from '../contract/crc32';
import { type ArchivedFile, type RandomBytes, TrackedSource, unreadable } from './archived-file';
import { inflationFault } from './inflation-limits';

/**
 * The files of a zip, in the order of its directory. Each is checked against the length and the CRC-32 that the directory
 * has; together they are bound to the size of the archive, as files of gzip are.
 *
 * Throws `archive-unreadable`, and what the bytes throw.
 */
export async function* readZip(bytes: RandomBytes): AsyncGenerator<ArchivedFile, void> {
  const source = new TrackedSource();
  const cast = (error: unknown, inner?: string): unknown =>
    source.failed ? source.failed.error : unreadable(bytes.name, error, inner);
  let zip: ZipFile | undefined;
  try {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    zip = await fromRandomAccessReaderPromise(new SourceReader(bytes, source), bytes.size, options);
    // All of them first: reading to and fro between directory and contents would fetch both again and again.
    const entries: { readonly name: string; readonly entry: Entry }[] = [];
    for await (const entry of zip.eachEntry()) {
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
      if (!name.endsWith('/')) entries.push({ name, entry });
    }
    let inflated = 0;
    for (const { name, entry } of entries) {
      const content = async function* (from: ZipFile): AsyncGenerator<Uint8Array, void> {
        try {
          inflated += entry.uncompressedSize;
          const tooMuch = inflationFault(bytes.name, {}, { inflated, raw: bytes.size });
          if (tooMuch) throw tooMuch;
          yield* contentOf(from, entry);
        } catch (error) {
          throw cast(error, name);
        }
      };
      yield { name, content: content(zip) };
    }
  } catch (error) {
    throw cast(error);
  } finally {
    zip?.close();
  }
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array, void> {
  if (entry.isEncrypted()) throw new Error('it is encrypted');
  if (!entry.canDecodeFileData())
    throw new Error(`it is packed by method ${entry.compressionMethod}, and not by deflate`);
  const stream = await zip.openReadStreamPromise(entry);
  let crc = 0;
  try {
    for await (const chunk of stream) {
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } finally {
    stream.destroy();
  }
  if (crc !== entry.crc32) throw new Error('it is damaged, its checksum is another one');
}

class SourceReader extends RandomAccessReader {
  readonly #bytes: RandomBytes;
  readonly #source: TrackedSource;

  constructor(bytes: RandomBytes, source: TrackedSource) {
    super();
    this.#bytes = bytes;
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#source.track(this.#bytes.read(start, end)), { objectMode: false });
  }
}
