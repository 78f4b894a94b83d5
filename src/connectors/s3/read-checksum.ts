import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { quotedEtag } from '../etag';
import { watched } from '../stall-watch';
import type { NamedBucket } from './bucket-client';
import { type S3Call, s3Conversation } from './s3-failure';

/**
 * The CRC-32 of a whole object of one version, in base64; undefined where the service keeps none. A checksum of the
 * checksums of its parts, which says nothing of the whole, is none. Throws as `readObject` does.
 */
export async function readChecksum(
  place: NamedBucket,
  name: string,
  { etag, signal }: { readonly etag: string; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  const call: S3Call = { place, key: place.prefix + name };
  const command = new HeadObjectCommand({
    Bucket: place.bucket,
    Key: call.key,
    IfMatch: quotedEtag(etag),
    ChecksumMode: 'ENABLED',
  });
  const send = (abortSignal: AbortSignal) => place.client.send(command, { abortSignal });
  const { ChecksumCRC32, ChecksumType } = await watched(s3Conversation(call, { signal }), send);
  // Of parts: `y/Q5Jg==-3`.
  const isOfWhole = ChecksumType !== 'COMPOSITE' && ChecksumCRC32?.includes('-') === false;
  return isOfWhole ? ChecksumCRC32 : undefined;
}
