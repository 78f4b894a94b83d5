import { bookmarkText } from '../../src/cli/bookmarks';
import type { BookmarkState } from '../../src/contract/bookmark';
import { emptyBookmark } from '../../src/contract/bookmark';
import { noCounts } from '../../src/contract/counts';
import type { FilesCursor } from '../../src/contract/files';

const time = Date.UTC(2026, 10, 23, 6, 0, 0);
const cursor: FilesCursor = { source: 's', lastFileTimestamp: time, position: 0, bytesDone: 0, quarantined: 0 };
const state = (value: BookmarkState['value'], more: Partial<BookmarkState> = {}): BookmarkState => ({
  ...{ version: 7, status: 'completed', writer: 'command', updatedAt: time + 1_000 },
  value,
  ...more,
});

test('a bookmark that was never written is none', () => {
  expect(bookmarkText('offline-stores', emptyBookmark)).toBe(
    'offline-stores has no bookmark yet: its next run reads everything.\n',
  );
});

test('a bookmark tells its version, who wrote it when, and the last file', () => {
  expect(bookmarkText('offline-stores', state(cursor))).toBe(
    [
      'offline-stores: version 7, completed, written by command',
      'Updated      2026-11-23T06:00:01.000Z',
      'Last file    2026-11-23T06:00:00.000Z',
      '',
    ].join('\n'),
  );
});

test('a bookmark of a run that works tells how far it is, within a file too', () => {
  const value: FilesCursor = {
    ...cursor,
    list: { hash: 'h', total: 12, bytes: 9_000 },
    position: 3,
    file: {
      ...{ name: 'eu/stores.json', etag: 'e', format: 'array', encoding: 'identity', offset: 4_096, index: 55 },
      counts: noCounts,
    },
  };
  expect(bookmarkText('offline-stores', state(value, { status: 'running' }))).toMatch(
    /\nFiles {8}3 of 12 done\nBegun {8}eu\/stores\.json, up to record 55, byte 4096\n$/,
  );
});

test('a bookmark that was reset says what that means', () => {
  expect(bookmarkText('offline-stores', state(null))).toContain('It was reset: the next run reads everything.\n');
});
