import { type FileHandle, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Where a server writes: a file and not a pipe, so that a server neither waits for a busy reader nor dies with it.
 * Without a path the file has no name any more when the server starts, and so is gone when both sides have closed it.
 */
export class ServerOutput {
  readonly #handle: FileHandle;
  readonly #start: number;

  private constructor(handle: FileHandle, start: number) {
    this.#handle = handle;
    this.#start = start;
  }

  static async open(path: string | undefined): Promise<ServerOutput> {
    if (path !== undefined) {
      await mkdir(dirname(path), { recursive: true });
      const handle = await open(path, 'a+');
      return new ServerOutput(handle, (await handle.stat()).size);
    }
    const folder = await mkdtemp(join(tmpdir(), 'longshore-'));
    try {
      return new ServerOutput(await open(join(folder, 'output'), 'a+'), 0);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** For the child's stdio. */
  get fd(): number {
    return this.#handle.fd;
  }

  /** The last lines of this server, at most 2 KB. */
  async lastLines(): Promise<string> {
    const { size } = await this.#handle.stat();
    const length = Math.min(size - this.#start, 2_048);
    const buffer = Buffer.alloc(length);
    await this.#handle.read(buffer, 0, length, size - length);
    const lines = buffer.toString('utf8').trim().split('\n');
    return lines.slice(-5).join('\n');
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
