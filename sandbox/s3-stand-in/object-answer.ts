import { type Answer, refused } from './answer';
import type { BucketState, S3Object } from './bucket-state';
import { putContent } from './put-content';
import type { S3Call } from './s3-call';
import { sealOf } from './seal';
import { header } from './signature';

/** What is answered to a call about one object; writes take place here. */
export function objectAnswer(call: S3Call, bucket: BucketState, body: Buffer): Answer {
  const there = bucket.get(call.key, call.query.get('versionId'));
  switch (call.method) {
    case 'PUT':
      return put(call, bucket, there, body);
    case 'DELETE':
      bucket.delete(call.key);
      return { status: 204 };
    default:
      return there === undefined ? refused(404, 'NoSuchKey', { Key: call.key }) : read(call, there);
  }
}

function put(call: S3Call, bucket: BucketState, there: S3Object | undefined, body: Buffer): Answer {
  const ifMatch = header(call, 'if-match');
  if (header(call, 'if-none-match') === '*' && there !== undefined) return refused(412, 'PreconditionFailed');
  if (ifMatch !== '' && there === undefined) return refused(404, 'NoSuchKey', { Key: call.key });
  if (ifMatch !== '' && ifMatch !== there?.etag) return refused(412, 'PreconditionFailed');
  const content = putContent(call, body);
  if (!Buffer.isBuffer(content)) return content;
  const { etag, checksum, seal, versionId } = bucket.put(call.key, content, { seal: sealOf(call) });
  return { status: 200, headers: { etag, ...seal, ...checksumHeader(checksum), ...versionHeader(versionId) } };
}

function read(call: S3Call, object: S3Object): Answer {
  const { content, etag, checksum, modifiedAt, versionId, seal } = object;
  const ifMatch = header(call, 'if-match');
  if (ifMatch !== '' && ifMatch !== etag) return refused(412, 'PreconditionFailed');
  const common = {
    etag,
    'last-modified': new Date(modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    ...seal,
    ...versionHeader(versionId),
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(header(call, 'range'));
  if (range === null) {
    const asked = header(call, 'x-amz-checksum-mode') === 'ENABLED';
    return {
      status: 200,
      headers: { ...common, ...(asked ? checksumHeader(checksum) : {}) },
      body: content,
    };
  }
  const from = Number(range[1]);
  const to = Math.min(range[2] ? Number(range[2]) : content.length - 1, content.length - 1);
  if (from >= content.length || to < from) return refused(416, 'InvalidRange');
  // No checksum: that of the whole is not that of a part.
  const headers = { ...common, 'content-range': `bytes ${from}-${to}/${content.length}` };
  return { status: 206, headers, body: content.subarray(from, to + 1) };
}

function checksumHeader(checksum: string | undefined): Record<string, string> {
  return checksum === undefined ? {} : { 'x-amz-checksum-crc32': checksum };
}

function versionHeader(versionId: string | undefined): Record<string, string> {
  return versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}
