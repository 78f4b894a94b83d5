import { createGunzip } from 'node:zlib';
import { LongshoreError } from '../contract/failure';

/** 256 KB pieces: the records are split as fast as in larger ones, with a fraction of the memory. */
const pieceBytes = 256 * 1024;

export interface UnpackingOptions {
  /** The file's name, for messages. */
  readonly name: string;
  /** Index of the record that is being read, for messages. */
  readonly recordIndex: () => number;
  /** Asked with the bytes unpacked so far; a fault that it answers ends the unpacking. */
  readonly faultAt: (inflatedBytes: number) => LongshoreError | undefined;
}

/**
 * One gzip stream that is unpacked slice by slice. Piping would do with less, but drops what was unpacked and not yet
 * read when an error comes; here it is handed out, and `fault` is looked at after it.
 */
export class Unpacking {
  readonly #options: UnpackingOptions;
  readonly #gunzip = createGunzip({ chunkSize: pieceBytes });
  #pieces: Buffer[] = [];
  #packedBytes = 0;
  #inflatedBytes = 0;
  #isFinished = false;
  #fault: LongshoreError | undefined;
  #wake = (): void => {};

  constructor(options: UnpackingOptions) {
    this.#options = options;
    this.#gunzip.on('data', (piece: Buffer) => this.#collect(piece));
    this.#gunzip.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
    this.#gunzip.on('end', () => this.#wake());
    this.#gunzip.on('close', () => this.#wake());
  }

  /** Why nothing more can be unpacked. */
  get fault(): LongshoreError | undefined {
    return this.#fault;
  }

  /** Unpacks `slice`, which is not empty; returns what came of it. */
  async feed(slice: Uint8Array): Promise<Buffer[]> {
    if (this.#isFinished) {
      this.#checkPadding(slice);
      return [];
    }
    const before = this.#gunzip.bytesWritten;
    await this.#until((done) => this.#gunzip.write(slice, done));
    const used = this.#gunzip.bytesWritten - before;
    if (this.#fault === undefined && used < slice.length) {
      // Members may follow each other without a gap; the engine stops for nothing but a zero.
      this.#isFinished = true;
      this.#checkPadding(slice.subarray(used));
    }
    this.#packedBytes += slice.length;
    return this.#taken();
  }

  /** Says that no more slices come; returns the rest. */
  async finish(): Promise<Buffer[]> {
    if (!this.#isFinished) await this.#until(() => this.#gunzip.end());
    return this.#taken();
  }

  close(): void {
    this.#gunzip.destroy();
  }

  #until(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      start(resolve);
    });
  }

  #taken(): Buffer[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #collect(piece: Buffer): void {
    if (this.#fault !== undefined) return;
    this.#pieces.push(piece);
    this.#inflatedBytes += piece.length;
    this.#fault = this.#options.faultAt(this.#inflatedBytes);
    if (this.#fault !== undefined) this.#gunzip.destroy();
  }

  #checkPadding(bytes: Uint8Array): void {
    if (bytes.every((byte) => byte === 0)) return;
    this.#fault = this.#badGzip('has something else after its gzip data');
  }

  #fail(error: NodeJS.ErrnoException): void {
    const { name } = this.#options;
    if (error.code === 'Z_BUF_ERROR') {
      const message = `${name} ends in the middle of its gzip data, ${this.#place()}`;
      this.#fault ??= new LongshoreError('file-truncated', message);
    } else this.#fault ??= this.#badGzip(`cannot be unpacked (${error.message})`);
    this.#wake();
  }

  #badGzip(what: string): LongshoreError {
    return new LongshoreError('file-bad-gzip', `${this.#options.name} ${what}, ${this.#place()}`);
  }

  #place(): string {
    return `in or after record ${this.#options.recordIndex()}, at or after compressed byte ${this.#packedBytes}`;
  }
}
