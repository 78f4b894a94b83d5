import { RestError } from '@azure/storage-blob';
import { LongshoreError } from '../../contract/failure';
import { bareEtag, quotedEtag } from '../etag';
import { OpenDownload } from '../open-download';
import { StallWatch, watched } from '../stall-watch';
import { type AzureCall, attemptOf, azureConversation } from './azure-failure';
import type { NamedContainer } from './container-client';

export interface ReadOptions {
  /** The version that is wanted, as a listing gave it. */
  readonly etag: string;
  /** First byte that is wanted; 0 is the whole blob, its size is nothing. */
  readonly offset?: number;
  readonly signal?: AbortSignal;
  /** How long the service may be silent while a chunk is waited for, in ms. */
  readonly stallMs?: number;
}

/**
 * The bytes of exactly one version of a blob, from `offset` to its end, in one request. Whoever asked has to iterate
 * the answer, or call its iterator's `return`: either frees the connection.
 *
 * Throws `file-changed` (replaced or removed since it was listed), `file-archived`, `source-auth`, `source-not-found`,
 * `source-refused`, `source-unavailable`, and an AbortError when `signal` aborts; the bytes throw the last two.
 */
export async function readBlob(
  source: NamedContainer,
  name: string,
  options: ReadOptions,
): Promise<AsyncIterableIterator<Uint8Array>> {
  const { etag, offset = 0 } = options;
  const call: AzureCall = { source, blob: name };
  const watch = new StallWatch(azureConversation(call, options));
  const blob = source.client.getBlobClient(name);
  const pinned = { conditions: { ifMatch: quotedEtag(etag) }, abortSignal: watch.signal };
  try {
    // One stream: the calls that fetch a blob in ranges may mix two versions of it. It is not resumed in here (0), for
    // the caller knows the last record that was delivered and goes on from there.
    const answer = await watch.whileWaiting(blob.download(offset, undefined, { ...pinned, maxRetryRequests: 0 }));
    const body = answer.readableStreamBody;
    if (body === undefined) throw new LongshoreError('source-refused', `${attemptOf(call)}: the answer has no body.`);
    const bytes = new OpenDownload(body, watch, offset);
    if (answer.etag === undefined || bareEtag(answer.etag) !== bareEtag(etag)) {
      // A gateway on the way may drop the condition; the bytes of another version must not be taken for this one's.
      await bytes.return();
      throw new LongshoreError('file-changed', `${attemptOf(call)}: it was replaced since it was listed.`);
    }
    return bytes;
  } catch (error) {
    watch.close();
    if (error instanceof RestError && error.statusCode === 416) {
      // The service may look at the range before the version, so "past the end" is only believed of this version.
      const size = await sizeOf(source, name, options);
      if (size === offset) return noBytes();
      throw new LongshoreError(
        'internal-error',
        `${attemptOf(call)}: it has ${size} bytes and was asked for from byte ${offset}.`,
      );
    }
    throw watch.explain(error);
  }
}

async function sizeOf(source: NamedContainer, name: string, options: ReadOptions): Promise<number> {
  const conditions = { ifMatch: quotedEtag(options.etag) };
  const blob = source.client.getBlobClient(name);
  const properties = await watched(azureConversation({ source, blob: name }, options), (abortSignal) =>
    blob.getProperties({ conditions, abortSignal }),
  );
  return properties.contentLength ?? 0;
}

async function* noBytes(): AsyncGenerator<Uint8Array, void> {}
