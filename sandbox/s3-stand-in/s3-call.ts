import type { IncomingHttpHeaders } from 'node:http';

/** What is asked of S3; MULTIPART is each call of an upload in parts. */
export const s3Methods = [
  ...(['GET', 'HEAD', 'PUT', 'DELETE', 'COPY', 'MULTIPART'] as const),
  ...(['LIST', 'DELETE-MANY', 'CREATE', 'LOCATION', 'VERSIONING'] as const),
] as const;
export type S3Method = (typeof s3Methods)[number];

/** A request taken apart. The path's parts are decoded once, as S3 does; keys are whatever comes out. */
export interface S3Call {
  readonly httpMethod: string;
  readonly method: S3Method | undefined;
  readonly bucket: string;
  /** Empty where the bucket itself is meant. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent, for the signature. */
  readonly rawPath: string;
}

export function s3CallOf(httpMethod: string, url: string, headers: IncomingHttpHeaders): S3Call {
  const [rawPath = '/', rawQuery = ''] = url.split(/\?(.*)/s);
  const [, bucket = '', ...rest] = rawPath.split('/');
  const key = rest.map(decoded).join('/');
  const query = new Map(
    rawQuery
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', value = ''] = part.split(/=(.*)/s);
        return [decoded(name), decoded(value)];
      }),
  );
  return {
    httpMethod,
    method: methodOf(httpMethod, key, query, headers),
    bucket: decoded(bucket),
    key,
    query,
    headers,
    rawPath,
  };
}

/** What is asked for; undefined for what the stand-in does not speak of. */
function methodOf(
  httpMethod: string,
  key: string,
  query: ReadonlyMap<string, string>,
  headers: IncomingHttpHeaders,
): S3Method | undefined {
  if (key === '') {
    if (httpMethod === 'POST') return query.has('delete') ? 'DELETE-MANY' : undefined;
    if (query.has('versioning')) return 'VERSIONING';
    if (httpMethod === 'GET') return query.has('location') ? 'LOCATION' : 'LIST';
    return httpMethod === 'PUT' ? 'CREATE' : undefined;
  }
  if (query.has('uploads') || query.has('uploadId')) return 'MULTIPART';
  if (httpMethod === 'PUT' && headers['x-amz-copy-source'] !== undefined) return 'COPY';
  return s3Methods.slice(0, 4).find((method) => method === httpMethod);
}

/** True for what is asked of a bucket as a whole. */
export function isOfBucket({ key, method }: S3Call): boolean {
  return key === '' && method !== 'LIST';
}

/** The object that a copy is made of. */
export function copiedFrom({ method, headers }: S3Call): { readonly bucket: string; readonly key: string } | undefined {
  if (method !== 'COPY') return undefined;
  const [bucket = '', ...key] = String(headers['x-amz-copy-source']).replace(/^\//, '').split('/');
  return { bucket, key: decoded(key.join('/')) };
}

/** As it stands where it cannot be decoded. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The object's key, or a listing's prefix. */
export function touchedBy({ method, key, query }: S3Call): string {
  return method === 'LIST' ? (query.get('prefix') ?? '') : key;
}
