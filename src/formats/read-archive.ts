import { LongshoreError } from '../contract/failure';
import { type ArchivedFile, type RandomBytes, unreadable } from './archived-file';
import { openUncompressed } from './open-uncompressed';
import { readTar } from './read-tar';
import { readZip } from './read-zip';

/**
 * The files of a zip, a tar or a tar packed with gzip; which it is say its first bytes, whatever its name is. Folders and
 * links are left out. It holds no more of a file than is read at once.
 *
 *     for await (const { name, content } of readArchive(bytes)) if (isWanted(name)) await keep(name, content);
 *
 * Throws `archive-unreadable` where it is none of these, is cut, damaged, encrypted, or unpacks to far more than its
 * size; and what the bytes throw.
 */
export async function* readArchive(bytes: RandomBytes): AsyncGenerator<ArchivedFile, void> {
  if (await isZip(bytes)) {
    yield* readZip(bytes);
    return;
  }
  yield* readTar(unpacked(bytes), bytes.name);
}

/** Uncompressed, also where it is not compressed at all. */
async function* unpacked(bytes: RandomBytes): AsyncGenerator<Uint8Array, void> {
  const open = async () => bytes.read(0, bytes.size);
  try {
    yield* (await openUncompressed(open, { name: bytes.name, recordIndex: () => 0 })).bytes;
  } catch (error) {
    const isOfGzip = error instanceof LongshoreError && /^file-(bad-gzip|truncated)$/.test(error.code);
    throw isOfGzip ? unreadable(bytes.name, error) : error;
  }
}

/** `PK`, and the number of a file's header, or of the end where it has no file. */
async function isZip(bytes: RandomBytes): Promise<boolean> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes.read(0, Math.min(4, bytes.size))) parts.push(part);
  return ['PK\x03\x04', 'PK\x05\x06'].includes(Buffer.concat(parts).toString('latin1'));
}
