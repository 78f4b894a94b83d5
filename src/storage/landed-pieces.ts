import { createHash } from 'node:crypto';
import { crc32 } from '../contract/crc32';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** 8 MiB: what a cut connection or a dead worker costs at most, and what is held in memory of a file. */
export const pieceBytes = 8 * 1024 * 1024;

/** So much is held at first: many files are small, and a buffer for each of them need not be as large as a piece. */
const firstBytes = 64 * 1024;

/**
 * A file's content in storage: pieces of 8 MiB, the last one shorter. The name of a piece tells its number, the CRC-32 of
 * the content up to its end, and the beginning of its own SHA-256.
 */
export interface Pieces {
  /** In the order of the content. */
  readonly pieces: readonly string[];
  /** Of all of them. */
  readonly bytes: number;
}

const pieceName = /^(\d{6})-([0-9a-f]{8})-([0-9a-f]{32})$/;

/** The CRC-32 of all of a content. */
export function crc32OfPieces({ pieces }: Pick<Pieces, 'pieces'>): number {
  const [, , crc = '0'] = pieceName.exec(pieces.at(-1) ?? '') ?? [];
  return Number.parseInt(crc, 16);
}

/** 32 hexadecimal digits of its SHA-256. */
function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

export const noPieces: Pieces = { pieces: [], bytes: 0 };

/**
 * The whole pieces at the beginning of a content that was written in part: it is gone on with behind them. A last piece
 * that is shorter is not among them, for nothing tells that the content ends there.
 */
export async function wholePieces(storage: Storage, key: string, ofBytes = pieceBytes): Promise<Pieces> {
  const pieces: string[] = [];
  for await (const { key: of, size } of storage.list(`${key}/`)) {
    const name = of.slice(key.length + 1);
    if (size !== ofBytes || Number(pieceName.exec(name)?.[1]) !== pieces.length) break;
    pieces.push(name);
  }
  return { pieces, bytes: pieces.length * ofBytes };
}

/** Writes a content piece by piece. `end` writes the last one; without it only whole pieces are there. */
export class PieceWriter {
  readonly #storage: Storage;
  readonly #key: string;
  readonly #ofBytes: number;
  readonly #pieces: string[];
  #buffer: Buffer;
  #crc: number;
  #written: number;
  #held = 0;

  /**
   * @param key under which the pieces lie
   * @param before what is there already
   * @param ofBytes how long a piece is
   */
  constructor(storage: Storage, key: string, before: Pieces = noPieces, ofBytes = pieceBytes) {
    this.#storage = storage;
    this.#key = key;
    this.#ofBytes = ofBytes;
    this.#pieces = [...before.pieces];
    this.#crc = crc32OfPieces(before);
    this.#written = before.bytes;
    this.#buffer = Buffer.allocUnsafe(Math.min(firstBytes, ofBytes));
  }

  /** What lies in storage. */
  get written(): Pieces {
    return { pieces: [...this.#pieces], bytes: this.#written };
  }

  get writtenBytes(): number {
    return this.#written;
  }

  /** How much was taken, with what is only held yet. */
  get bytes(): number {
    return this.#written + this.#held;
  }

  /** The chunk may be reused once this has answered. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + this.#ofBytes - this.#held);
      this.#makeRoom(this.#held + part.length);
      this.#buffer.set(part, this.#held);
      this.#held += part.length;
      at += part.length;
      if (this.#held === this.#ofBytes) await this.#put();
    }
  }

  async end(): Promise<Pieces> {
    if (this.#held > 0) await this.#put();
    return this.written;
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.min(Math.max(4 * this.#buffer.length, bytes), this.#ofBytes));
    this.#buffer.copy(larger, 0, 0, this.#held);
    this.#buffer = larger;
  }

  async #put(): Promise<void> {
    const content = this.#buffer.subarray(0, this.#held);
    const crc = crc32(content, this.#crc);
    const number = String(this.#pieces.length).padStart(6, '0');
    const name = storageKey(`${number}-${crc.toString(16).padStart(8, '0')}-${digestOf(content)}`);
    await this.#storage.put(`${this.#key}/${name}`, content);
    this.#pieces.push(name);
    this.#crc = crc;
    this.#written += this.#held;
    this.#held = 0;
  }
}

export async function removePieces(storage: Storage, key: string): Promise<void> {
  for await (const { key: piece } of storage.list(`${key}/`)) await storage.remove(piece);
}

/**
 * The content of pieces, a piece at a time. Throws `storage-missing` where one is gone or is not what was written, before
 * any byte of that piece.
 */
export async function* readPieces(
  storage: Storage,
  { key, pieces }: { readonly key: string; readonly pieces: readonly string[] },
): AsyncGenerator<Uint8Array> {
  for (const name of pieces) {
    const content = await storage.get(`${key}/${storageKey(name)}`);
    if (content !== undefined && digestOf(content) === pieceName.exec(name)?.[3]) {
      yield content;
      continue;
    }
    const fault = content === undefined ? 'is gone from' : 'is damaged in';
    const message = `The piece ${key}/${name} of a landed file ${fault} ${storage.description}`;
    throw new LongshoreError('storage-missing', message);
  }
}
