// What a program imports as `longshore/bookmarks` to keep the state of its jobs and to read that of others. Nothing of
// Temporal is loaded where the place is not Temporal: hence no import of the room's index, which names all places.

export type { BookmarkPlace } from './bookmarks/bookmark-place';
export type { ElementChange } from './bookmarks/diff-values';
export { type BookmarkPlaceConfig, openPlace, type TemporalAccess } from './bookmarks/open-place';
export type { Rewind } from './bookmarks/rewind-bookmark';
export { StateData, type StateElements } from './bookmarks/state-data';
export { type SaveOptions, StateStore, type StateStoreOptions, type StateSummary } from './bookmarks/state-store';
export type { BookmarkHistoryEntry, JsonValue } from './contract/bookmark';
export { BookmarkConflict } from './contract/bookmark-conflict';
export { LongshoreError } from './contract/failure';
export type { FailureCode } from './contract/failure-codes';
export { openStorage } from './storage/open-storage';
