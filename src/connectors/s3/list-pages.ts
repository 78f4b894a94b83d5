import { type _Object, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { bareEtag } from '../etag';
import { StallWatch } from '../stall-watch';
import type { NamedBucket } from './bucket-client';
import { s3Conversation } from './s3-failure';

/** An object as a listing saw it: name without the prefix, unquoted ETag, last change in epoch ms, bytes. */
export interface ListedObject {
  readonly name: string;
  readonly etag: string;
  readonly timestamp: number;
  readonly size: number;
}

export interface ListOptions {
  /** Follows the connection's own. */
  readonly prefix?: string;
  /** Only names behind this one. */
  readonly after?: string;
  readonly signal?: AbortSignal;
  /** Names in a page, at most 1000, which is also the service's own choice. */
  readonly pageSize?: number;
  /** How long the service may be silent, in ms. */
  readonly stallMs?: number;
}

/**
 * The objects of a bucket, ordered by the bytes of their names, page by page; a page may be empty. Markers of folders
 * are left out. Names are as they are: no `%3A` in them is ever decoded. It is no snapshot.
 *
 * Throws `source-auth`, `source-not-found`, `source-refused`, `source-unavailable`, and an AbortError when `signal` aborts.
 */
export async function* listPages(
  place: NamedBucket,
  options: ListOptions = {},
): AsyncGenerator<readonly ListedObject[], void> {
  const { prefix = '', after, pageSize } = options;
  // Always with a prefix, for policies may allow a listing there alone.
  const whole = place.prefix + prefix;
  const watch = new StallWatch(s3Conversation({ place: { ...place, prefix: whole } }, options));
  let token: string | undefined;
  try {
    do {
      const command = new ListObjectsV2Command({
        Bucket: place.bucket,
        Prefix: whole,
        MaxKeys: pageSize,
        ContinuationToken: token,
        ...(token === undefined && after !== undefined ? { StartAfter: place.prefix + after } : {}),
      });
      const page = await watch.whileWaiting(place.client.send(command, { abortSignal: watch.signal }));
      yield (page.Contents ?? []).flatMap((object) => listed(object, place.prefix));
      // The count of a page tells nothing: the last one may be empty although the one before promised more.
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.close();
  }
}

function listed({ Key, ETag, LastModified, Size }: _Object, prefix: string): ListedObject[] {
  if (Key === undefined || (Size === 0 && Key.endsWith('/'))) return [];
  const name = Key.slice(prefix.length);
  return [{ name, etag: bareEtag(ETag ?? ''), timestamp: LastModified?.getTime() ?? 0, size: Size ?? 0 }];
}
