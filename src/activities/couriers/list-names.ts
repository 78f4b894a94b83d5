import type { ListedObject, S3Bucket } from '../../connectors/s3';
import { prefixJoint } from '../../contract/couriers/prefix-joint';

export interface ListingOptions {
  readonly signal?: AbortSignal;
  /** Called for each page, which is a sign of life. */
  readonly onPage?: () => void;
  /** Names in a page. */
  readonly pageSize?: number;
}

/** An object with the name that patterns match, and the one by which the bucket knows it. */
export interface NamedObject extends ListedObject {
  readonly key: string;
}

/**
 * The objects whose names begin with a text, page by page. A prefix and a name are joined by exactly one slash: where the
 * connection's prefix has none at its end, the bucket's own names begin with it.
 */
export async function* listNames(
  { prefix, listPages }: Pick<S3Bucket, 'prefix' | 'listPages'>,
  beginning: string,
  { signal, onPage, pageSize }: ListingOptions = {},
): AsyncGenerator<readonly NamedObject[], void> {
  const joint = prefixJoint(prefix);
  for await (const page of listPages({ prefix: joint + beginning, signal, pageSize })) {
    onPage?.();
    yield page.map((object) => ({ ...object, key: object.name, name: object.name.slice(joint.length) }));
  }
}
