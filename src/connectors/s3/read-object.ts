import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { LongshoreError } from '../../contract/failure';
import { bareEtag, quotedEtag } from '../etag';
import { OpenDownload } from '../open-download';
import { StallWatch, watched } from '../stall-watch';
import type { NamedBucket } from './bucket-client';
import { attemptOf, type S3Call, s3Conversation, statusOf } from './s3-failure';

export interface ReadOptions {
  /** The version that is wanted, as a listing gave it. */
  readonly etag: string;
  /** First byte that is wanted; 0 is the whole object, its size is nothing. */
  readonly offset?: number;
  readonly signal?: AbortSignal;
  /** How long the service may be silent while a chunk is waited for, in ms. */
  readonly stallMs?: number;
}

/**
 * The bytes of exactly one version of an object, from `offset` to its end, in one request. Whoever asked has to iterate
 * the answer, or call its iterator's `return`: either frees the connection.
 *
 * Throws `file-changed` (replaced or removed since it was listed), `file-archived`, `source-auth`, `source-not-found`,
 * `source-refused`, `source-unavailable`, and an AbortError when `signal` aborts; the bytes throw the last two.
 */
export async function readObject(
  place: NamedBucket,
  name: string,
  options: ReadOptions,
): Promise<AsyncIterableIterator<Uint8Array>> {
  const { etag, offset = 0 } = options;
  const call: S3Call = { place, key: place.prefix + name, isListed: true };
  const watch = new StallWatch(s3Conversation(call, options));
  const pinned = { Bucket: place.bucket, Key: call.key, IfMatch: quotedEtag(etag) };
  try {
    const command = new GetObjectCommand({ ...pinned, ...(offset > 0 ? { Range: `bytes=${offset}-` } : {}) });
    const answer = await watch.whileWaiting(place.client.send(command, { abortSignal: watch.signal }));
    const body = answer.Body as NodeJS.ReadableStream | undefined;
    if (body === undefined) throw new LongshoreError('source-refused', `${attemptOf(call)}: the answer has no body.`);
    const bytes = new OpenDownload(body, watch, offset);
    if (bareEtag(answer.ETag ?? '') !== bareEtag(etag)) {
      // A service that does not know the condition ignores it; another version's bytes must not be taken for this one's.
      await bytes.return();
      throw new LongshoreError('file-changed', `${attemptOf(call)}: it was replaced since it was listed.`);
    }
    if (offset > 0 && answer.ContentRange?.startsWith(`bytes ${offset}-`) !== true) {
      await bytes.return();
      throw new LongshoreError('source-refused', `${attemptOf(call)}: the service does not read from byte ${offset}.`);
    }
    return bytes;
  } catch (error) {
    watch.close();
    if (statusOf(error) === 416) {
      // The service may look at the range before the version, so "past the end" is only believed of this version.
      const head = new HeadObjectCommand(pinned);
      const send = (abortSignal: AbortSignal) => place.client.send(head, { abortSignal });
      const { ContentLength: size = 0 } = await watched(s3Conversation(call, options), send);
      if (size === offset) return noBytes();
      throw new LongshoreError(
        'internal-error',
        `${attemptOf(call)}: it has ${size} bytes and was asked for from byte ${offset}.`,
      );
    }
    throw watch.explain(error);
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array, void> {}
