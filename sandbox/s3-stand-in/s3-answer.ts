import { type Answer, element, refused, xmlAnswer } from './answer';
import { deleteManyAnswer, locationAnswer, versioningAnswer } from './bucket-answer';
import { BucketState } from './bucket-state';
import type { KeyRing } from './key-ring';
import { listAnswer } from './list-answer';
import type { Multipart } from './multipart';
import { objectAnswer } from './object-answer';
import type { AccessKey, S3Settings } from './options';
import { copiedFrom, isOfBucket, type S3Call, touchedBy } from './s3-call';
import { serviceOf, whoAsks } from './signature';
import { stsAnswer, stsRefusal } from './sts-answer';

/** What a stand-in is made of. */
export interface StandInState {
  readonly settings: S3Settings;
  readonly keys: KeyRing;
  readonly buckets: Map<string, BucketState>;
  readonly uploads: Multipart;
}

/** Answers a call of S3 or of STS, and does what it asks. */
export function s3Answer(call: S3Call, body: Buffer, state: StandInState): Answer {
  const { settings, keys, buckets } = state;
  const { region } = settings;
  if (serviceOf(call) === 'sts') {
    const who = whoAsks(call, { service: 'sts', region, keys, body });
    if (!('status' in who)) return stsAnswer(body.toString(), who, settings, keys);
    return stsRefusal(who.status, who.code ?? 'AccessDenied');
  }
  const who = whoAsks(call, { service: 's3', region, keys });
  if ('status' in who) return who;
  if (call.method === undefined) return refused(501, 'NotImplemented');
  if (!mayDo(who, call)) return refused(403, 'AccessDenied');
  const bucket = buckets.get(call.bucket);
  if (call.method === 'CREATE') {
    if (bucket === undefined) buckets.set(call.bucket, new BucketState());
    return { status: 200 };
  }
  if (bucket === undefined) return refused(404, 'NoSuchBucket', { BucketName: call.bucket });
  switch (call.method) {
    case 'LIST':
      return listAnswer(call, bucket, settings);
    case 'LOCATION':
      return locationAnswer(region);
    case 'VERSIONING':
      return versioningAnswer(call, bucket, body);
    case 'DELETE-MANY':
      return deleteManyAnswer(bucket, body);
    case 'MULTIPART':
      return state.uploads.answer(call, bucket, body);
    case 'COPY':
      return copy(call, bucket, buckets);
    default:
      return objectAnswer(call, bucket, body);
  }
}

/** Whether a key lets its owner do this; one that is bound to a prefix lets nothing be asked of the bucket itself. */
function mayDo({ prefix = '', mayRead }: AccessKey, call: S3Call): boolean {
  if (isOfBucket(call)) return prefix === '';
  const source = copiedFrom(call);
  const isRead = call.method === 'GET' || call.method === 'HEAD' || source !== undefined;
  if (isRead && mayRead === false) return false;
  return touchedBy(call).startsWith(prefix) && (source?.key.startsWith(prefix) ?? true);
}

function copy(call: S3Call, bucket: BucketState, buckets: ReadonlyMap<string, BucketState>): Answer {
  const source = copiedFrom(call);
  const found = source && buckets.get(source.bucket)?.get(source.key);
  if (found === undefined) return refused(404, 'NoSuchKey');
  const { etag, modifiedAt } = bucket.put(call.key, found.content, { seal: found.seal });
  return xmlAnswer(
    'CopyObjectResult',
    element('ETag', etag) + element('LastModified', new Date(modifiedAt).toISOString()),
  );
}
