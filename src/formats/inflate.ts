import { Unpacking, type UnpackingOptions } from './unpacking';

/** Compressed bytes at once. They unpack to 17 MB at most (deflate ends at 1032 : 1), which bounds the memory. */
const sliceBytes = 16 * 1024;

/**
 * Unpacks gzip, all members of it, as it is read: a slice is unpacked when all of the last one was taken. Zeros after
 * the last member are padding.
 *
 * Throws `file-truncated` after all that can be unpacked, and `file-bad-gzip`; of the 16 KB with the bad byte in them
 * nothing is delivered.
 */
export async function* inflate(
  source: AsyncIterable<Uint8Array>,
  options: UnpackingOptions,
): AsyncGenerator<Buffer, void> {
  const unpacking = new Unpacking(options);
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        yield* await unpacking.feed(chunk.subarray(at, at + sliceBytes));
        if (unpacking.fault !== undefined) throw unpacking.fault;
      }
    }
    yield* await unpacking.finish();
    if (unpacking.fault !== undefined) throw unpacking.fault;
  } finally {
    unpacking.close();
  }
}
