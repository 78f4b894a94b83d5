import { RestError } from '@azure/storage-blob';
import { bareEtag, quotedEtag } from '../etag';
import type { ObjectContent, WriteCondition, WriteOutcome } from '../object-content';
import { watched } from '../stall-watch';
import { azureConversation } from './azure-failure';
import type { NamedContainer } from './container-client';

/** An upload tells nothing of its progress: 32 MB over 4 Mbit/s take a minute. */
const putLimitMs = 120_000;

/** A blob, read whole; undefined where there is none. Throws as `readBlob` does. */
export async function getBlob(
  source: NamedContainer,
  name: string,
  signal?: AbortSignal,
): Promise<ObjectContent | undefined> {
  return watched(azureConversation({ source, blob: name }, { signal }), async (abortSignal) => {
    try {
      // One stream: the calls that fetch a blob in ranges may mix two versions of it.
      const blob = source.client.getBlobClient(name);
      const answer = await blob.download(0, undefined, { abortSignal, maxRetryRequests: 1 });
      const chunks: Buffer[] = [];
      for await (const chunk of answer.readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
      return { content: Buffer.concat(chunks), etag: bareEtag(answer.etag ?? '') };
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404 && error.code === 'BlobNotFound') return undefined;
      throw error;
    }
  });
}

/**
 * Writes a blob whole. With a condition, `source` must be a client that tries once: an answer that was lost would let
 * the second try find the first one's blob.
 */
export async function putBlob(
  source: NamedContainer,
  name: string,
  content: Uint8Array,
  { onlyNew, ifMatch }: WriteCondition,
  signal?: AbortSignal,
): Promise<WriteOutcome> {
  const call = { source, blob: name, doing: 'Writing' } as const;
  return watched(azureConversation(call, { signal, stallMs: putLimitMs }), async (abortSignal) => {
    const conditions = {
      ...(onlyNew ? { ifNoneMatch: '*' } : {}),
      ...(ifMatch === undefined ? {} : { ifMatch: quotedEtag(ifMatch) }),
    };
    try {
      const blob = source.client.getBlockBlobClient(name);
      const { etag } = await blob.upload(Buffer.from(content), content.length, { abortSignal, conditions });
      return { written: true, etag: bareEtag(etag ?? '') };
    } catch (error) {
      // A blob that is there although none may be is a 409 with a code of its own, everything else a 412.
      const isRefused = error instanceof RestError && (error.statusCode === 412 || error.code === 'BlobAlreadyExists');
      if (isRefused) return { written: false };
      throw error;
    }
  });
}

/** No error where there is none. */
export async function removeBlob(source: NamedContainer, name: string, signal?: AbortSignal): Promise<void> {
  const call = { source, blob: name, doing: 'Removing' } as const;
  const blob = source.client.getBlobClient(name);
  await watched(azureConversation(call, { signal }), (abortSignal) => blob.deleteIfExists({ abortSignal }));
}
