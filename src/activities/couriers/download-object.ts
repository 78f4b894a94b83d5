import { setTimeout as delay } from 'node:timers/promises';
import type { S3Bucket } from '../../connectors/s3';
import type { CourierObject } from '../../contract/couriers/courier-file';
import { crc32Text } from '../../contract/crc32';
import { LongshoreError } from '../../contract/failure';
import {
  crc32OfPieces,
  noPieces,
  type Pieces,
  PieceWriter,
  pieceBytes,
  removePieces,
  type Storage,
  wholePieces,
} from '../../storage';

/** A connection that is cut is made anew by the step itself, after 0.5, 1 and 2 s; whatever lasts longer is the run's to wait for. */
const waitsMs = [500, 1_000, 2_000];

export interface DownloadOptions {
  readonly bucket: Pick<S3Bucket, 'read' | 'checksum'>;
  readonly storage: Storage;
  /** Under which its pieces lie. */
  readonly key: string;
  readonly signal: AbortSignal;
  /** True when the step's time is over: then it ends behind the next piece. */
  readonly stopping: () => boolean;
  /** Called with the bytes of the object that lie in storage, or were read. */
  readonly onBytes: (bytes: number) => void;
  /** Called when a piece lies in storage that an attempt after this one need not fetch. */
  readonly onPiece: () => void;
  /** How long a piece is. */
  readonly ofBytes?: number;
  /** @default waits of 0.5, 1 and 2 s */
  readonly waitsMs?: readonly number[];
}

/**
 * Brings one version of an object into storage as it is, going on from the pieces that are there. Undefined where the
 * step's time was over before the end.
 *
 * A connection that is cut is made anew a few times. Length and, where the bucket keeps one, the checksum of the whole are
 * those of the bucket in the end: the client looks at the latter only where all came in one piece.
 *
 * Throws what `S3Bucket.read` and storage throw, and `source-unavailable` where it arrives damaged again and again.
 */
export async function downloadObject(
  object: CourierObject,
  { ofBytes = pieceBytes, ...options }: DownloadOptions,
): Promise<Pieces | undefined> {
  const { storage, key, signal } = options;
  const waits = options.waitsMs ?? waitsMs;
  let there = await wholePieces(storage, key, ofBytes);
  let isResumed = there.bytes > 0;
  let hasBeenDamaged = false;
  for (let failures = 0; ; failures += 1) {
    const out = new PieceWriter(storage, key, there, ofBytes);
    try {
      if (!(await readInto(out, object, options))) return undefined;
      requireLength(object, out.bytes);
      const pieces = await out.end();
      if (isResumed) await requireChecksum(object, pieces, options);
      return pieces;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (out.writtenBytes > there.bytes) failures = 0;
      there = out.written;
      if (error instanceof Damaged) {
        await removePieces(storage, key);
        there = noPieces;
        if (hasBeenDamaged) throw error;
        hasBeenDamaged = true;
      }
      const waitMs = waits[failures];
      if (waitMs === undefined) throw error;
      await delay(waitMs, undefined, { signal });
      isResumed = true;
    }
  }
}

/** False where the time is over. */
async function readInto(
  out: PieceWriter,
  { name, etag, size }: CourierObject,
  { bucket, signal, stopping, onBytes, onPiece }: DownloadOptions,
): Promise<boolean> {
  let written = out.writtenBytes;
  onBytes(written);
  if (written === size) return true;
  for await (const chunk of await bucket.read(name, { etag, offset: written, signal })) {
    await out.write(chunk);
    onBytes(out.bytes);
    if (out.writtenBytes === written) continue;
    written = out.writtenBytes;
    onPiece();
    if (stopping() && out.bytes < size) return false;
  }
  return true;
}

/** What arrived is not what the bucket has; all of it is fetched once more. */
class Damaged extends LongshoreError {
  constructor(message: string) {
    super('source-unavailable', message, {
      remedy: 'If it stays so, the object is damaged in the bucket: have it written anew.',
    });
  }
}

function requireLength({ name, size }: CourierObject, bytes: number): void {
  if (bytes === size) return;
  throw new Damaged(`Of object ${JSON.stringify(name)} ${bytes} bytes came, and it was listed with ${size}.`);
}

async function requireChecksum(
  { name, etag }: CourierObject,
  pieces: Pieces,
  { bucket, signal }: DownloadOptions,
): Promise<void> {
  const expected = await bucket.checksum(name, { etag, signal });
  if (expected === undefined || expected === crc32Text(crc32OfPieces(pieces))) return;
  throw new Damaged(`Object ${JSON.stringify(name)} arrived damaged, its checksum is another one.`);
}

/** Cut connections and hiccups. A service that says when to come again is the run's to wait for. */
function isPassing(error: unknown): boolean {
  return error instanceof LongshoreError && error.code === 'source-unavailable' && error.retryAfterMs === undefined;
}
