import { LongshoreError } from '../contract/failure';
import { inflate } from './inflate';
import { type InflationLimits, inflationFault } from './inflation-limits';
import { obeySignal } from './obey-signal';
import type { OpenBytes } from './open-bytes';
import { PeekedBytes } from './peeked-bytes';
import type { RecordPlace } from './record-place';
import type { FileEncoding } from './source-record';

export interface OpenOptions extends InflationLimits {
  readonly name: string;
  readonly resume?: RecordPlace;
  readonly signal?: AbortSignal;
  /** Index of the record that is being read, for messages. */
  readonly recordIndex: () => number;
}

/** The uncompressed bytes of a file from its start or a place on. Whoever has them reads or returns them. */
export interface UncompressedFile {
  readonly encoding: FileEncoding;
  readonly bytes: PeekedBytes;
  /** Raw bytes of the file that were read so far, those before the place included. */
  readonly sourceBytes: () => number;
}

const encodings = ['identity', 'gzip', 'double-gzip'] as const;

/**
 * Opens a file and unpacks it if its first bytes are gzip's, whatever its name says; at most twice, for some uploads are
 * packed by the program and by the transport. A plain file is opened at the place, a packed one is read to it.
 *
 * Throws `file-bad-gzip`, `file-truncated`, and `file-changed` where the place cannot be one of this file.
 */
export async function openUncompressed(open: OpenBytes, options: OpenOptions): Promise<UncompressedFile> {
  const { resume, signal } = options;
  const offset = resume?.encoding === 'identity' ? resume.offset : 0;
  let rawBytes = offset;
  const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of source) {
      rawBytes += chunk.length;
      yield chunk;
    }
  };
  signal?.throwIfAborted();
  const raw = new PeekedBytes(counted(obeySignal(await open(offset), signal)));
  const sourceBytes = (): number => rawBytes;
  if (offset > 0) return { encoding: 'identity', bytes: raw, sourceBytes };

  const faultAt = (inflated: number) => inflationFault(options.name, options, { inflated, raw: rawBytes });
  let bytes = raw;
  let layers = 0;
  while (await isGzip(bytes)) {
    layers++;
    if (layers === encodings.length) {
      await bytes.return();
      throw new LongshoreError(
        'file-bad-gzip',
        `${options.name} is packed more than twice, before record 0, at byte 0`,
      );
    }
    bytes = new PeekedBytes(inflate(bytes, { name: options.name, recordIndex: options.recordIndex, faultAt }));
  }
  const encoding = encodings[layers] ?? 'identity';
  if (resume !== undefined) await goOn(bytes, encoding, resume, options.name);
  return { encoding, bytes, sourceBytes };
}

async function isGzip(bytes: PeekedBytes): Promise<boolean> {
  const magic = await bytes.peek(2);
  return magic[0] === 0x1f && magic[1] === 0x8b;
}

async function goOn(bytes: PeekedBytes, encoding: FileEncoding, place: RecordPlace, name: string): Promise<void> {
  const { offset, index } = place;
  const isPlaceOfFile = encoding === place.encoding && (await bytes.skip(offset));
  if (isPlaceOfFile) return;
  await bytes.return();
  const why = encoding === place.encoding ? 'is shorter than that' : `is ${encoding} and was ${place.encoding}`;
  throw new LongshoreError(
    'file-changed',
    `${name} cannot be read on from record ${index}, at byte ${offset}: it ${why}`,
  );
}
