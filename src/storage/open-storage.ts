import type { StorageConfig } from '../config';
import { DirectoryStorage } from './directory-storage';
import { ObjectStorage } from './object-storage';
import { openObjectPlace } from './open-object-place';
import type { Storage } from './storage';

/** The one that was opened last: each step asks for it, and a client of its own each time would connect anew. */
let opened: { readonly config: string; readonly storage: Storage } | undefined;

/** Opens the place that `storage:` in longshore.yaml names. Nothing is read or written yet. */
export function openStorage(config: StorageConfig): Storage {
  const key = JSON.stringify(config);
  if (opened?.config !== key) opened = { config: key, storage: open(config) };
  return opened.storage;
}

function open(config: StorageConfig): Storage {
  if (config.type === 'directory') return new DirectoryStorage(config.path);
  const { keep: _, ...place } = config;
  return new ObjectStorage(openObjectPlace(place, { name: 'Storage' }));
}
