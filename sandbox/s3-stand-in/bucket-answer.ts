import { type Answer, element, refused, xmlAnswer } from './answer';
import type { BucketState } from './bucket-state';
import type { S3Call } from './s3-call';

const unescaped: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** Where a bucket is; in the region that has no name of its own there it is nowhere. */
export function locationAnswer(region: string): Answer {
  return xmlAnswer('LocationConstraint', region === 'us-east-1' ? '' : region);
}

/** Whether earlier versions of objects are kept, asked or switched. */
export function versioningAnswer(call: S3Call, bucket: BucketState, body: Buffer): Answer {
  if (call.httpMethod === 'PUT') {
    bucket.isVersioned = /<Status>Enabled</.test(body.toString());
    return { status: 200 };
  }
  return xmlAnswer('VersioningConfiguration', bucket.isVersioned ? element('Status', 'Enabled') : '');
}

/** Removes many objects. What is not there is removed as well. */
export function deleteManyAnswer(bucket: BucketState, body: Buffer): Answer {
  const keys = [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) =>
    key.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => unescaped[entity] ?? entity),
  );
  if (keys.length === 0 || keys.length > 1_000) return refused(400, 'MalformedXML');
  for (const key of keys) bucket.delete(key);
  return xmlAnswer('DeleteResult', keys.map((key) => `<Deleted>${element('Key', key)}</Deleted>`).join(''));
}
