import { LongshoreError } from '../contract/failure';

/** Bytes in which one may read anywhere. */
export interface RandomBytes {
  /** For messages: where the bytes come from. */
  readonly name: string;
  readonly size: number;
  /** From a byte to before another. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

/** A file in an archive. */
export interface ArchivedFile {
  /** With its folders, as the archive has it. */
  readonly name: string;
  /** To be read to its end before the next file is asked for, or not at all. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * `archive-unreadable` for what an unpacker says, with the place. What the reading of the archive itself has thrown is
 * not the archive's fault, and must not come here.
 */
export function unreadable(archive: string, error: unknown, inner?: string): LongshoreError {
  if (error instanceof LongshoreError) {
    if (error.code === 'archive-unreadable') return error;
    return new LongshoreError('archive-unreadable', error.message, { cause: error });
  }
  const where = inner === undefined ? archive : `${archive}, at ${inner} in it,`;
  const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  return new LongshoreError('archive-unreadable', `${where} cannot be unpacked: ${why}`, { cause: error });
}

/** Reads a source and remembers what it has thrown: so its faults are told from those of who unpacks. */
export class TrackedSource {
  #failed: { readonly error: unknown } | undefined;

  get failed(): { readonly error: unknown } | undefined {
    return this.#failed;
  }

  async *track(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    try {
      yield* source;
    } catch (error) {
      this.#failed ??= { error };
      throw error;
    }
  }
}
