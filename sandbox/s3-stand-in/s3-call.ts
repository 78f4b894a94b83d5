import type { IncomingHttpHeaders } from 'node:http';

export type S3Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE' | 'LIST';

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
  return { httpMethod, method: methodOf(httpMethod, key), bucket: decoded(bucket), key, query, headers, rawPath };
}

/** What the stand-in speaks of; a bucket is listed and made, and nothing else is done with it. */
function methodOf(httpMethod: string, key: string): S3Method | undefined {
  if (key === '') return httpMethod === 'GET' ? 'LIST' : undefined;
  return httpMethod === 'GET' || httpMethod === 'HEAD' || httpMethod === 'PUT' || httpMethod === 'DELETE'
    ? httpMethod
    : undefined;
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
