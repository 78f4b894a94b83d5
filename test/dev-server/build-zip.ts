import { deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content: Buffer;
  readonly stored?: boolean;
  /** Lies of the directory, for tests of a reader that must not believe them. */
  readonly claims?: {
    readonly bytes?: number;
    readonly packedBytes?: number;
    readonly method?: number;
    flags?: number;
  };
}

/** A small zip file, as a wheel is one. The checksums are left at 0: the reader goes by the hash of the whole. */
export function buildZip(members: readonly ZipMember[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored, claims } of members) {
    const packed = stored ? content : deflateRawSync(content);
    const nameBytes = Buffer.from(name, 'utf8');
    // The member's own header may have extra fields that the directory has not.
    const extra = Buffer.from([0x55, 0x54, 1, 0, 0]);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(nameBytes.length, 26);
    header.writeUInt16LE(extra.length, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(claims?.flags ?? 0, 8);
    entry.writeUInt16LE(claims?.method ?? (stored ? 0 : 8), 10);
    entry.writeUInt32LE(claims?.packedBytes ?? packed.length, 20);
    entry.writeUInt32LE(claims?.bytes ?? content.length, 24);
    entry.writeUInt16LE(nameBytes.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(header, nameBytes, extra, packed);
    directory.push(entry, nameBytes);
    offset += header.length + nameBytes.length + extra.length + packed.length;
  }
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, directoryBytes, end, Buffer.from(comment, 'latin1')]);
}
