export type { BookmarkPlace } from './bookmark-place';
export { DirectoryBookmarks } from './directory-bookmarks';
export { TemporalBookmarks } from './temporal-bookmarks';
