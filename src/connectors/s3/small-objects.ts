import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { bareEtag, quotedEtag } from '../etag';
import type { ObjectContent, WriteCondition, WriteOutcome } from '../object-content';
import { watched } from '../stall-watch';
import type { NamedBucket } from './bucket-client';
import { type S3Call, s3Conversation, serviceCode, statusOf } from './s3-failure';

/** An upload tells nothing of its progress: 32 MB over 4 Mbit/s take a minute. */
const putLimitMs = 120_000;

/** An object, read whole; undefined where there is none. Throws as `readObject` does. */
export async function getObject(
  place: NamedBucket,
  name: string,
  signal?: AbortSignal,
): Promise<ObjectContent | undefined> {
  const call: S3Call = { place, key: place.prefix + name };
  return watched(s3Conversation(call, { signal }), async (abortSignal) => {
    try {
      const command = new GetObjectCommand({ Bucket: place.bucket, Key: call.key });
      const { Body, ETag } = await place.client.send(command, { abortSignal });
      return { content: Buffer.from((await Body?.transformToByteArray()) ?? []), etag: bareEtag(ETag ?? '') };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  });
}

/**
 * Writes an object whole. With a condition, `place` must be a client that tries once: an answer that was lost would
 * let the second try find the first one's object.
 */
export async function putObject(
  place: NamedBucket,
  name: string,
  content: Uint8Array,
  condition: WriteCondition,
  signal?: AbortSignal,
): Promise<WriteOutcome> {
  const call: S3Call = { place, key: place.prefix + name, doing: 'Writing' };
  return watched(s3Conversation(call, { signal, stallMs: putLimitMs }), async (abortSignal) => {
    const command = new PutObjectCommand({
      Bucket: place.bucket,
      Key: call.key,
      Body: content,
      ...(condition.onlyNew ? { IfNoneMatch: '*' } : {}),
      ...(condition.ifMatch === undefined ? {} : { IfMatch: quotedEtag(condition.ifMatch) }),
    });
    try {
      const { ETag } = await place.client.send(command, { abortSignal });
      return { written: true, etag: bareEtag(ETag ?? '') };
    } catch (error) {
      // An object that is gone has no ETag to match either.
      const isGone = condition.ifMatch !== undefined && isMissing(error);
      if (statusOf(error) === 412 || isGone) return { written: false };
      throw error;
    }
  });
}

/** No error where there is none. */
export async function removeObject(place: NamedBucket, name: string, signal?: AbortSignal): Promise<void> {
  const call: S3Call = { place, key: place.prefix + name, doing: 'Removing' };
  const command = new DeleteObjectCommand({ Bucket: place.bucket, Key: call.key });
  await watched(s3Conversation(call, { signal }), (abortSignal) => place.client.send(command, { abortSignal }));
}

/** No bucket is another thing than no object. */
function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && (serviceCode(error) ?? 'NoSuchKey') === 'NoSuchKey';
}
