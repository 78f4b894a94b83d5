import type { RandomBytes } from '../../formats';
import { type Pieces, pieceBytes, readPieces, type Storage } from '../../storage';

/** Bytes of pieces in storage, to be read anywhere. The piece that was read last is kept: readers go on where they were. */
export function bytesOfPieces(
  storage: Storage,
  { key, pieces, bytes }: Pieces & { readonly key: string },
  {
    name,
    signal,
    ofBytes = pieceBytes,
  }: { readonly name: string; readonly signal: AbortSignal; readonly ofBytes?: number },
): RandomBytes {
  let last: { readonly index: number; readonly content: Promise<Uint8Array> } | undefined;
  const pieceOf = async (index: number): Promise<Uint8Array> => {
    const { value = new Uint8Array() } = await readPieces(storage, {
      key,
      pieces: pieces.slice(index, index + 1),
    }).next();
    return value;
  };
  return {
    name,
    size: bytes,
    async *read(from, to) {
      for (let at = from; at < to; ) {
        signal.throwIfAborted();
        const index = Math.floor(at / ofBytes);
        if (last?.index !== index) last = { index, content: pieceOf(index) };
        const content = await last.content;
        const start = at - index * ofBytes;
        const part = content.subarray(start, start + to - at);
        if (part.length === 0) return;
        yield part;
        at += part.length;
      }
    },
  };
}
