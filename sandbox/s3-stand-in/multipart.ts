import { createHash, randomUUID } from 'node:crypto';
import { type Answer, element, refused, xmlAnswer } from './answer';
import type { BucketState } from './bucket-state';
import { putContent } from './put-content';
import type { S3Call } from './s3-call';
import { sealOf } from './seal';

interface Upload {
  readonly key: string;
  readonly seal: Readonly<Record<string, string>>;
  readonly parts: Map<number, { readonly content: Buffer; readonly etag: string }>;
}

/** Uploads in parts that are not whole yet. */
export class Multipart {
  readonly #uploads = new Map<string, Upload>();

  /** Begins an upload, takes a part, makes an object of the parts, or gives them up. */
  answer(call: S3Call, bucket: BucketState, body: Buffer): Answer {
    const { httpMethod, query, key } = call;
    if (httpMethod === 'POST' && query.has('uploads')) {
      const id = randomUUID();
      this.#uploads.set(id, { key, seal: sealOf(call), parts: new Map() });
      const fields = [element('Bucket', call.bucket), element('Key', key), element('UploadId', id)];
      return xmlAnswer('InitiateMultipartUploadResult', fields.join(''));
    }
    const id = query.get('uploadId') ?? '';
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.key !== key) return refused(404, 'NoSuchUpload');
    if (httpMethod === 'PUT') return takePart(call, upload, body);
    this.#uploads.delete(id);
    return httpMethod === 'DELETE' ? { status: 204 } : finish(call, bucket, upload, body);
  }
}

function takePart(call: S3Call, { parts }: Upload, body: Buffer): Answer {
  const number = Number(call.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) return refused(400, 'InvalidArgument');
  const content = putContent(call, body);
  if (!Buffer.isBuffer(content)) return content;
  const etag = `"${md5(content).toString('hex')}"`;
  parts.set(number, { content, etag });
  return { status: 200, headers: { etag } };
}

/** The smallest of all parts but the last. */
const smallestPart = 5 * 1024 * 1024;

function finish(call: S3Call, bucket: BucketState, { parts, seal }: Upload, body: Buffer): Answer {
  const named = [...body.toString().matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: (/<ETag>([^<]+)</.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
  }));
  const whole = named.map(({ number, etag }) => {
    const part = parts.get(number);
    return part?.etag === etag ? part.content : undefined;
  });
  const contents = whole.filter((content) => content !== undefined);
  if (named.length === 0 || contents.length < named.length) return refused(400, 'InvalidPart');
  if (named.some(({ number }, index) => number <= (named[index - 1]?.number ?? 0)))
    return refused(400, 'InvalidPartOrder');
  if (contents.slice(0, -1).some(({ length }) => length < smallestPart)) return refused(400, 'EntityTooSmall');
  const etag = `"${md5(Buffer.concat(contents.map(md5))).toString('hex')}-${contents.length}"`;
  bucket.put(call.key, Buffer.concat(contents), { etag, seal });
  return xmlAnswer('CompleteMultipartUploadResult', element('Key', call.key) + element('ETag', etag));
}

function md5(content: Uint8Array): Buffer {
  return createHash('md5').update(content).digest();
}
