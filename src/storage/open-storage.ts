import type { StorageConfig } from '../config';
import { DirectoryStorage } from './directory-storage';
import type { Storage } from './storage';

/** Opens the place that `storage:` in longshore.yaml names. Nothing is read or written yet. */
export function openStorage(config: StorageConfig): Storage {
  return new DirectoryStorage(config.path);
}
