import type { StorageConfig } from '../config';
import { DirectoryStorage } from './directory-storage';
import { ObjectStorage } from './object-storage';
import type { Storage } from './storage';

/** The one that was opened last: each step asks for it, and a client of its own each time would connect anew. */
let opened: { readonly config: string; readonly storage: Storage } | undefined;

/**
 * Opens the place that `storage:` in longshore.yaml names. Nothing is read or written yet. The client of a service is
 * loaded when it is needed: both together take 0.3 s, of the 0.7 s that a command takes.
 */
export function openStorage(config: StorageConfig): Storage {
  const key = JSON.stringify(config);
  if (opened?.config !== key) opened = { config: key, storage: open(config) };
  return opened.storage;
}

function open(config: StorageConfig): Storage {
  switch (config.type) {
    case 'directory':
      return new DirectoryStorage(config.path);
    case 's3': {
      const { prefix, keep: _, ...settings } = config;
      const folder = folderOf(prefix);
      const { openBucket }: typeof import('../connectors/s3') = require('../connectors/s3');
      const bucket = openBucket(settings);
      const place = { ...bucket, list: (prefix: string) => bucket.listPages({ prefix }) };
      return new ObjectStorage(place, folder, `bucket ${config.bucket}${folder && `/${folder}`}`);
    }
    case 'azure-blob': {
      const { prefix, keep: _, ...settings } = config;
      const folder = folderOf(prefix);
      const { openContainer }: typeof import('../connectors/azure-blob') = require('../connectors/azure-blob');
      const container = openContainer(settings);
      const list = async function* (prefix: string) {
        for await (const { blobs } of container.listPages({ prefix })) yield blobs;
      };
      const { account } = container;
      const description = `container ${config.container} of account ${account}${folder && `, ${folder}`}`;
      return new ObjectStorage({ ...container, list }, folder, description);
    }
  }
}

/** `longshore`, `longshore/` and `/longshore/` are one place. */
function folderOf(prefix = ''): string {
  const inner = prefix.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `${inner}/`;
}
