import { createReadStream } from 'node:fs';
import { LongshoreError } from '../../contract/failure';
import { type FileEncoding, openUncompressed } from '../../formats';
import type { LocalFile } from '../tables';

/** Opens a local file, unpacked where it is packed with gzip, whatever its name says. Its bytes are read or returned. */
export async function openLocal({ path, name }: LocalFile, signal?: AbortSignal) {
  const open = async () => createReadStream(path, { highWaterMark: 1024 * 1024 });
  return openUncompressed(open, { name, signal, recordIndex: () => 0 });
}

/** How the engine is to unpack a file. Throws `file-unreadable` for one that is packed twice, which it does not read. */
export function compressionOf(encoding: FileEncoding, { name }: LocalFile): 'none' | 'gzip' {
  if (encoding === 'double-gzip') throw new LongshoreError('file-unreadable', `${name} is packed twice.`);
  return encoding === 'gzip' ? 'gzip' : 'none';
}

/** The text of a file, by pieces; without a byte order mark. What is no UTF-8 is replaced. */
export async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8');
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
