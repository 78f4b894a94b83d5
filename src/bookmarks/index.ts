export type { BookmarkPlace } from './bookmark-place';
export { TemporalBookmarks } from './temporal-bookmarks';
