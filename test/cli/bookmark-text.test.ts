import { bookmarksTable, bookmarkText, historyTable, shortJson } from '../../src/cli/bookmark-text';
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

test('a bookmark whose file a platform has not moved yet says so', () => {
  const text = bookmarkText('crm/states/export', state({ a: 1 }, { isUnmoved: true }));
  expect(text).toContain('\nNot moved    its file lies in the landing bucket alone\n');
});

test('a bookmark that was reset says what that means', () => {
  expect(bookmarkText('offline-stores', state(null))).toContain('It was reset: the next run reads everything.\n');
});

test('the state of another job is shown by its elements, and long ones are cut', () => {
  const text = bookmarkText('crm/states/export', state({ 'crm.orders': { epoch_time: 156 }, long: 'x'.repeat(500) }));
  expect(text).toContain('\ncrm.orders   {"epoch_time":156}\n');
  expect(text.split('\n').every((line) => line.length < 130)).toBe(true);
  expect(shortJson('x'.repeat(500))).toMatch(/^"x{99}…$/);
});

test('why a version was written is told', () => {
  expect(bookmarkText('offline-stores', state(cursor, { reason: 'Reset: wrong files' }))).toContain(
    '\nReason       Reset: wrong files\n',
  );
});

test('a history has a row for each version, and says which cannot be read any more', () => {
  const table = historyTable('offline-stores', [
    { version: 2, status: 'completed', updatedAt: time, writer: 'command', reason: 'Reset', hasValue: true },
    { version: 1, status: 'running', updatedAt: time, writer: 'run-1', hasValue: false },
  ]);
  const [, , , second, , first] = table.split('\n');
  expect(second).toMatch(/│ 2 +│ completed │ 2026-11-23T06:00:00\.000Z │ command │ Reset +│/);
  expect(first).toMatch(/│ 1 +│ running +│ 2026-11-23T06:00:00\.000Z │ run-1 +│ \(its value is no longer kept\) │/);
  expect(historyTable('offline-stores', [])).toBe('offline-stores has no bookmark yet.\n');
});

test('a bookmark that is lost is a line of the list, and below it why', () => {
  const lost = { code: 'bookmark-lost', message: 'The bookmark of b is at version 0, but version 3 was completed' };
  const table = bookmarksTable([
    { bookmark: 'a', version: 4, status: 'completed', updatedAt: time, completedAt: time, writer: 'run-9' },
    { bookmark: 'b', error: lost },
    { bookmark: 'c', version: 0, status: 'none' },
  ]);
  expect(table).toMatch(/│ a +│ 4 +│ completed +│ 2026-11-23T06:00:00\.000Z │ 2026-11-23T06:00:00\.000Z │ run-9 +│/);
  expect(table).toMatch(/│ b +│ +│ bookmark-lost │/);
  expect(table).toMatch(/│ c +│ 0 +│ none +│/);
  expect(table.endsWith(`bookmark-lost: ${lost.message}\n`)).toBe(true);
  expect(bookmarksTable([])).toBe('No bookmarks.\n');
});

test('the bookmark of a shop tells until when all is imported', () => {
  expect(bookmarkText('customers', state({ source: 'project p', watermark: time }))).toMatch(
    /\nImported {5}all that was changed before 2026-11-23T06:00:00\.000Z\n$/,
  );
});

test('of a reading that is open it tells how far each lane is, and what is pending', () => {
  const job = { id: 'j', delivery: 'd', count: 500, runId: 'r', at: time };
  const lanes = [
    { key: 0, done: true, jobs: [job, job] },
    { key: 1, from: '8', after: '9a', done: false, jobs: [] },
    { key: 2, from: 'c', done: false, jobs: [] },
  ];
  expect(bookmarkText('customers', state({ source: 'project p', open: { asOf: time, lanes } }))).toMatch(
    [
      '\nImported     nothing to its end yet',
      'Begun        everything, as of 2026-11-23T06:00:00.000Z',
      'Lane 1       read to its end; 1000 records pending in 2 jobs',
      'Lane 2       up to the id 9a',
      'Lane 3       not begun\n',
    ].join('\n'),
  );
});
