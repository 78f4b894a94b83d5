export type { BookmarkPlace } from './bookmark-place';
export { diffValues, type ElementChange } from './diff-values';
export { DirectoryBookmarks } from './directory-bookmarks';
export { forkBookmark } from './fork-bookmark';
export { type BookmarkPlaceConfig, openPlace, type TemporalAccess } from './open-place';
export { type Rewind, type RewindOptions, rewindBookmark } from './rewind-bookmark';
export { StateData, type StateElements } from './state-data';
export { type SaveOptions, StateStore, type StateStoreOptions, type StateSummary } from './state-store';
export { TemporalBookmarks } from './temporal-bookmarks';
