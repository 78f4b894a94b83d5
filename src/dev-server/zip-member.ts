import { createWriteStream } from 'node:fs';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { errorCode } from './error-code';

/** A zip file that is not one, ends too early, or lacks the member. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

interface Member {
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerOffset: number;
}

/** Where the central directory lies, in bytes from the file's start. */
interface Directory {
  readonly offset: number;
  readonly bytes: number;
  readonly entries: number;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const headerSignature = 0x04034b50;
const endBytes = 22;
const directoryEntryBytes = 46;
const headerBytes = 30;
const longestComment = 0xffff;
const encrypted = 1;

// A wheel has a handful of members; 1 MB of directory is thousands of them.
const largestDirectory = 1024 * 1024;

/**
 * Unpacks one member of a zip file, streaming. The member is taken by its exact name and written where the caller says,
 * so that names inside of the zip decide no path. `maxBytes` bounds what is written. Throws ZipError.
 */
export async function extractZipMember(
  zipPath: string,
  memberName: string,
  targetPath: string,
  maxBytes: number,
): Promise<void> {
  const zip = await open(zipPath, 'r');
  try {
    const { size } = await zip.stat();
    const directory = await findDirectory(zip, size);
    const member = findMember(await readExactly(zip, directory.offset, directory.bytes), directory, memberName);
    if (member.bytes > maxBytes) {
      throw new ZipError(`${memberName} is ${member.bytes} bytes, more than the ${maxBytes} that are allowed`);
    }
    const start = await findData(zip, member);
    if (start + member.packedBytes > directory.offset) {
      throw new ZipError(`${memberName} does not end before the directory of the zip file`);
    }
    await unpack(zip, start, member, memberName, targetPath);
  } finally {
    await zip.close();
  }
}

/** The end record stands in the last 22 bytes, before a comment of up to 64 KB. */
async function findDirectory(zip: FileHandle, size: number): Promise<Directory> {
  const tailBytes = Math.min(size, endBytes + longestComment);
  const tail = await readExactly(zip, size - tailBytes, tailBytes);
  for (let at = tailBytes - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    if (at + endBytes + tail.readUInt16LE(at + 20) !== tailBytes) continue;
    const directory = {
      entries: tail.readUInt16LE(at + 10),
      bytes: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const endsAt = directory.offset + directory.bytes;
    if (endsAt > size - tailBytes + at || directory.bytes > largestDirectory) {
      throw new ZipError('the directory of the zip file lies outside of it, or is in the 64-bit form');
    }
    return directory;
  }
  throw new ZipError('it is not a zip file, or its end is missing');
}

function findMember(bytes: Buffer, directory: Directory, memberName: string): Member {
  let at = 0;
  for (let entry = 0; entry < directory.entries; entry++) {
    if (at + directoryEntryBytes > bytes.length || bytes.readUInt32LE(at) !== directorySignature) {
      throw new ZipError(`entry ${entry} of the directory of the zip file is broken`);
    }
    const nameEnd = at + directoryEntryBytes + bytes.readUInt16LE(at + 28);
    const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw new ZipError(`entry ${entry} of the directory of the zip file is broken`);
    if (bytes.toString('utf8', at + directoryEntryBytes, nameEnd) === memberName) {
      if ((bytes.readUInt16LE(at + 8) & encrypted) !== 0) throw new ZipError(`${memberName} is encrypted`);
      return {
        method: bytes.readUInt16LE(at + 10),
        packedBytes: bytes.readUInt32LE(at + 20),
        bytes: bytes.readUInt32LE(at + 24),
        headerOffset: bytes.readUInt32LE(at + 42),
      };
    }
    at = next;
  }
  throw new ZipError(`it holds no ${memberName}`);
}

/** The member's own header repeats its name, with extra fields of another length than the directory's. */
async function findData(zip: FileHandle, member: Member): Promise<number> {
  const header = await readExactly(zip, member.headerOffset, headerBytes);
  if (header.readUInt32LE(0) !== headerSignature) throw new ZipError('the header of a member is broken');
  return member.headerOffset + headerBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function unpack(zip: FileHandle, start: number, member: Member, name: string, targetPath: string): Promise<void> {
  if (member.method !== 0 && member.method !== 8) {
    throw new ZipError(`${name} is packed in a way that is not known here (${member.method})`);
  }
  let written = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.length;
      if (written > member.bytes) done(new ZipError(`${name} is longer than the directory says`));
      else done(null, chunk);
    },
  });
  if (member.packedBytes === 0) {
    await writeFile(targetPath, '', { flag: 'wx' });
  } else {
    const target = createWriteStream(targetPath, { flags: 'wx' });
    const packed = zip.createReadStream({ start, end: start + member.packedBytes - 1, autoClose: false });
    try {
      if (member.method === 0) await pipeline(packed, counted, target);
      else await pipeline(packed, createInflateRaw(), counted, target);
    } catch (error) {
      const code = errorCode(error);
      if (code?.startsWith('Z_')) throw new ZipError(`${name} cannot be unpacked: ${code}`);
      throw error;
    }
  }
  if (written !== member.bytes) throw new ZipError(`${name} has ${written} bytes instead of ${member.bytes}`);
}

async function readExactly(zip: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await zip.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new ZipError('it ends too early');
  return buffer;
}
