import { createHash } from 'node:crypto';
import { LongshoreError } from '../contract/failure';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

/** 8 MiB: what a cut connection or a dead worker costs at most, and what is held in memory of a file. */
export const pieceBytes = 8 * 1024 * 1024;

/** A file's content in storage: pieces of 8 MiB, the last one shorter, under names that tell number and digest. */
export interface Pieces {
  /** In the order of the content. */
  readonly pieces: readonly string[];
  /** Of all of them. */
  readonly bytes: number;
}

const pieceName = /^(\d{6})-([0-9a-f]{32})$/;

function nameOf(number: number, content: Uint8Array): string {
  return `${String(number).padStart(6, '0')}-${digestOf(content)}`;
}

/** 32 hexadecimal digits of its SHA-256. */
function digestOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

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
  readonly #pieces: string[];
  readonly #buffer: Buffer;
  #written: number;
  #held = 0;

  /**
   * @param key under which the pieces lie
   * @param before what is there already
   * @param ofBytes how long a piece is
   */
  constructor(storage: Storage, key: string, before: Pieces = { pieces: [], bytes: 0 }, ofBytes = pieceBytes) {
    this.#storage = storage;
    this.#key = key;
    this.#pieces = [...before.pieces];
    this.#written = before.bytes;
    this.#buffer = Buffer.allocUnsafe(ofBytes);
  }

  /** How much of the content lies in storage. */
  get written(): number {
    return this.#written;
  }

  /** How much of it was taken, with what is only held yet. */
  get bytes(): number {
    return this.#written + this.#held;
  }

  /** The chunk may be reused once this has answered. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + this.#buffer.length - this.#held);
      this.#buffer.set(part, this.#held);
      this.#held += part.length;
      at += part.length;
      if (this.#held === this.#buffer.length) await this.#put();
    }
  }

  async end(): Promise<Pieces> {
    if (this.#held > 0) await this.#put();
    return { pieces: this.#pieces, bytes: this.#written };
  }

  async #put(): Promise<void> {
    const content = this.#buffer.subarray(0, this.#held);
    const name = nameOf(this.#pieces.length, content);
    await this.#storage.put(`${this.#key}/${storageKey(name)}`, content);
    this.#pieces.push(name);
    this.#written += this.#held;
    this.#held = 0;
  }
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
    if (content !== undefined && digestOf(content) === pieceName.exec(name)?.[2]) {
      yield content;
      continue;
    }
    const fault = content === undefined ? 'is gone from' : 'is damaged in';
    const message = `The piece ${key}/${name} of a landed file ${fault} ${storage.description}`;
    throw new LongshoreError('storage-missing', message);
  }
}
