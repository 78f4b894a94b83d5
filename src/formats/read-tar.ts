import { type Extract, extract } from 'tar-stream';
import { type ArchivedFile, TrackedSource, unreadable } from './archived-file';

const blockBytes = 512;

/**
 * The files of a tar, in its order; links and the like are left out. It must end as one does, with a block of zeros: nothing
 * else tells that it was not cut between two files.
 *
 * Throws `archive-unreadable`, and what the bytes throw.
 *
 * @param archive for messages
 */
export async function* readTar(bytes: AsyncIterable<Uint8Array>, archive: string): AsyncGenerator<ArchivedFile, void> {
  const source = new TrackedSource();
  const tar = extract();
  const cast = (error: unknown, inner?: string): unknown =>
    source.failed ? source.failed.error : unreadable(archive, error, inner);
  const contentOf = async function* (entry: AsyncIterable<unknown>, name: string): AsyncGenerator<Uint8Array, void> {
    try {
      yield* entry as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw cast(error, name);
    }
  };
  const feeding = feed(tar, source.track(bytes)).catch((error: Error) => void tar.destroy(error));
  try {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      if (type === 'file' || type === 'contiguous-file') yield { name, content: contentOf(entry, name) };
      entry.resume();
    }
  } catch (error) {
    throw cast(error);
  } finally {
    tar.destroy();
    await feeding;
  }
}

async function feed(tar: Extract, source: AsyncIterable<Uint8Array>): Promise<void> {
  let end: Uint8Array = new Uint8Array();
  for await (const chunk of source) {
    end = Buffer.concat([end, chunk.subarray(-blockBytes)]).subarray(-blockBytes);
    if (!tar.write(chunk)) await drained(tar);
    if (tar.destroyed) return;
  }
  if (end.some((byte) => byte !== 0)) throw new Error('it is cut, for nothing marks its end');
  tar.end(undefined);
}

function drained(tar: Extract): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      tar.off('drain', done);
      tar.off('close', done);
      resolve();
    };
    tar.on('drain', done);
    tar.on('close', done);
    if (tar.destroyed) done();
  });
}
