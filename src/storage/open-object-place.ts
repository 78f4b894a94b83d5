import type { StorageConfig } from '../config';
import { LongshoreError } from '../contract/failure';
import { failureCodes } from '../contract/failure-codes';
import type { ListedObject, ObjectPlace } from './object-place';

type BucketConfig = Omit<Extract<StorageConfig, { readonly type: 's3' }>, 'keep'>;
type ContainerConfig = Omit<Extract<StorageConfig, { readonly type: 'azure-blob' }>, 'keep'>;

/** What lies in the place, and what messages say where its credentials are refused. */
export interface PlaceUse {
  readonly name: string;
  readonly authRemedy?: string;
}

/**
 * Opens a bucket or a container. Nothing is read or written yet. The client of a service is loaded when it is needed: both
 * together take 0.3 s, of the 0.7 s that a command takes.
 */
export function openObjectPlace(config: BucketConfig | ContainerConfig, use: PlaceUse): ObjectPlace {
  return guarded(config.type === 's3' ? openBucketPlace(config) : openContainerPlace(config), use);
}

function openBucketPlace({ prefix, ...settings }: BucketConfig): ObjectPlace {
  const folder = folderOf(prefix);
  const { openBucket }: typeof import('../connectors/s3') = require('../connectors/s3');
  const bucket = openBucket({ ...settings, prefix: folder });
  return {
    description: `bucket ${settings.bucket}${folder && `/${folder}`}`,
    get: (name) => bucket.get(name),
    put: (name, content, condition) => bucket.put(name, content, condition),
    remove: (name) => bucket.remove(name),
    list: (prefix, after) => bucket.listPages({ prefix, after }),
  };
}

function openContainerPlace({ prefix, ...settings }: ContainerConfig): ObjectPlace {
  const folder = folderOf(prefix);
  const { openContainer }: typeof import('../connectors/azure-blob') = require('../connectors/azure-blob');
  const container = openContainer(settings);
  return {
    description: `container ${settings.container} of account ${container.account}${folder && `, ${folder}`}`,
    get: (name) => container.get(folder + name),
    put: (name, content, condition) => container.put(folder + name, content, condition),
    remove: (name) => container.remove(folder + name),
    async *list(prefix, after = '') {
      for await (const { blobs } of container.listPages({ prefix: folder + prefix })) {
        const inFolder = blobs.map((blob): ListedObject => ({ ...blob, name: blob.name.slice(folder.length) }));
        yield inFolder.filter(({ name }) => name > after);
      }
    },
  };
}

/** `longshore`, `longshore/` and `/longshore/` are one place. */
function folderOf(prefix = ''): string {
  const inner = prefix.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `${inner}/`;
}

/** The connectors speak of sources: here it is what is one's own that fails. */
function guarded(place: ObjectPlace, use: PlaceUse): ObjectPlace {
  const guard = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw failureOf(error, use);
    });
  return {
    description: place.description,
    get: (name) => guard(place.get(name)),
    put: (name, content, condition) => guard(place.put(name, content, condition)),
    remove: (name) => guard(place.remove(name)),
    async *list(prefix, after) {
      const pages = place.list(prefix, after)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const page = await guard(pages.next());
          if (page.done) return;
          yield page.value;
        }
      } finally {
        await pages.return?.();
      }
    },
  };
}

function failureOf(error: unknown, { name, authRemedy }: PlaceUse): unknown {
  if (!(error instanceof LongshoreError)) return error;
  const { kind } = failureCodes[error.code];
  const code = kind === 'auth' ? 'storage-auth' : kind === 'config' ? 'storage-refused' : 'storage-unavailable';
  return new LongshoreError(code, `${name}: ${error.message}`, {
    ...(kind === 'busy' ? { retryAfterMs: error.retryAfterMs } : {}),
    ...(kind === 'config' ? { remedy: error.remedy } : {}),
    // What the connector knows of rights is said to readers of a source; here more is needed.
    ...(kind === 'auth' ? { remedy: authRemedy } : {}),
    cause: error,
  });
}
