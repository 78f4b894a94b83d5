import { deflateRawSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { crc32 } from '../../src/contract/crc32';
import type { RandomBytes } from '../../src/formats';

/** A file of an archive that a test makes. */
export interface TestEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface ZipOptions {
  readonly stored?: boolean;
  readonly encrypted?: boolean;
  readonly method?: number;
  /** What the directory says of each length, where it is not the length. */
  readonly declared?: number;
}

/** A zip as other programs write it, without anything that is optional. */
export function zipOf(entries: readonly TestEntry[], options: ZipOptions = {}): Buffer {
  const { stored = false, encrypted = false, method = stored ? 0 : 8, declared } = options;
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const packed = stored ? Buffer.from(content) : deflateRawSync(content);
    const text = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    // Bit 11: the name is UTF-8.
    common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declared ?? content.length, 18);
    common.writeUInt16LE(text.length, 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, text, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, text]));
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, listed, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

export async function tarOf(entries: readonly TestEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content } of entries) tar.entry({ name }, Buffer.from(content));
  tar.entry({ name: 'a-link', type: 'symlink', linkname: '/etc/passwd' });
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Bytes of a test that are read in chunks of a length. */
export function bytesOf(content: Uint8Array, name = 'bucket/a.zip', chunk = 7): RandomBytes {
  return {
    name,
    size: content.length,
    async *read(from, to) {
      for (let at = from; at < to; at += chunk) yield content.subarray(at, Math.min(at + chunk, to));
    },
  };
}
