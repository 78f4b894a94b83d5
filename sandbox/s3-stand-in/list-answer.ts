import { type Answer, element, refused, xmlAnswer } from './answer';
import type { BucketState, S3Object } from './bucket-state';
import type { S3Settings } from './options';
import type { S3Call } from './s3-call';

type Row = { readonly last: string } & ({ readonly object: S3Object } | { readonly folder: string });

/** ListObjectsV2: a page of what begins with the prefix. */
export function listAnswer(call: S3Call, bucket: BucketState, settings: S3Settings): Answer {
  const { query } = call;
  const prefix = query.get('prefix') ?? '';
  const asked = Number(query.get('max-keys') ?? 1000);
  if (query.get('list-type') !== '2') return refused(501, 'NotImplemented');
  if (!Number.isInteger(asked) || asked < 0) return refused(400, 'InvalidArgument');
  const token = query.get('continuation-token');
  const after = token === undefined ? (query.get('start-after') ?? '') : placeOf(token, prefix);
  if (after === undefined) return refused(400, 'InvalidArgument');
  const rows = rowsOf(bucket, prefix, query.get('delimiter') ?? '', after);
  const pageSize = Math.min(asked, settings.pageSize);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1)?.last;
  const isMore = rows.length > pageSize || (settings.emptyLastPage && page.length === pageSize);
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (key: string) => key;
  const parts = [
    element('Name', call.bucket),
    element('Prefix', encode(prefix)),
    element('MaxKeys', asked),
    element('KeyCount', page.length),
    element('IsTruncated', isMore),
    ...(isMore && last !== undefined ? [element('NextContinuationToken', tokenOf(last, prefix))] : []),
    ...page.map((row) => ('object' in row ? contents(row.object, encode) : commonPrefix(encode(row.folder)))),
  ];
  return xmlAnswer('ListBucketResult', parts.join(''));
}

/** Objects, and where there is a delimiter what they have in common up to it, each once. */
function rowsOf(bucket: BucketState, prefix: string, delimiter: string, after: string): Row[] {
  const rows: Row[] = [];
  let folder: string | undefined;
  for (const object of bucket.inOrder()) {
    const { key } = object;
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end >= 0) {
      const common = key.slice(0, end + delimiter.length);
      if (common === folder || Buffer.from(common).compare(Buffer.from(after)) <= 0) continue;
      folder = common;
      rows.push({ folder, last: folder });
    } else if (Buffer.from(key).compare(Buffer.from(after)) > 0) rows.push({ object, last: key });
  }
  return rows;
}

function contents({ key, etag, content, modifiedAt }: S3Object, encode: (key: string) => string): string {
  // Whole seconds, as S3 lists them.
  const time = new Date(Math.floor(modifiedAt / 1000) * 1000).toISOString();
  const fields = { Key: encode(key), LastModified: time, ETag: etag, Size: content.length, StorageClass: 'STANDARD' };
  return `<Contents>${Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('')}</Contents>`;
}

function commonPrefix(folder: string): string {
  return `<CommonPrefixes>${element('Prefix', folder)}</CommonPrefixes>`;
}

/** Opaque, and good for the listing that it was made in alone. */
function tokenOf(last: string, prefix: string): string {
  return Buffer.from(JSON.stringify({ last, prefix })).toString('base64');
}

function placeOf(token: string, prefix: string): string | undefined {
  try {
    const place = JSON.parse(Buffer.from(token, 'base64').toString());
    return place.prefix === prefix && typeof place.last === 'string' ? place.last : undefined;
  } catch {
    return undefined;
  }
}
