import Table from 'cli-table3';
import type { BookmarkHistoryEntry, BookmarkState } from '../contract/bookmark';
import type { CommerceBookmark, CommerceLane } from '../contract/commerce';
import { isCommerceBookmark } from '../contract/is-commerce-bookmark';
import { isFilesCursor } from '../contract/is-files-cursor';
import type { ListedBookmark } from './bookmarks';

/** More of a value than this makes a line unreadable. */
const longestValue = 100;

/** A bookmark in words. */
export function bookmarkText(name: string, state: BookmarkState): string {
  if (state.version === 0) return `${name} has no bookmark yet: its next run reads everything.\n`;
  const lines = [`${name}: version ${state.version}, ${state.status}, written by ${state.writer ?? '?'}`];
  if (state.updatedAt !== undefined) lines.push(`Updated      ${time(state.updatedAt)}`);
  if (state.reason !== undefined) lines.push(`Reason       ${state.reason}`);
  if (state.isUnmoved) lines.push('Not moved    its file lies in the landing bucket alone');
  lines.push(...valueLines(state));
  return `${lines.join('\n')}\n`;
}

function valueLines({ value }: BookmarkState): string[] {
  if (value === null) return ['It was reset: the next run reads everything.'];
  if (isFilesCursor(value)) {
    const lines = [`Last file    ${value.lastFileTimestamp === 0 ? 'none yet' : time(value.lastFileTimestamp)}`];
    if (value.list) lines.push(`Files        ${value.position} of ${value.list.total} done`);
    for (const file of [...(value.file ? [value.file] : []), ...(value.begun ?? [])]) {
      lines.push(`Begun        ${file.name}, up to record ${file.index}, byte ${file.offset}`);
    }
    return lines;
  }
  if (isCommerceBookmark(value)) return shopLines(value);
  if (typeof value !== 'object' || Array.isArray(value)) return [`Value        ${shortJson(value)}`];
  return Object.entries(value).map(([key, element]) => `${key.padEnd(12)} ${shortJson(element)}`);
}

function shopLines({ watermark, open }: CommerceBookmark): string[] {
  const lines = [
    `Imported     ${watermark === undefined ? 'nothing to its end yet' : `all that was changed before ${time(watermark)}`}`,
  ];
  if (!open) return lines;
  const { since, asOf, lanes } = open;
  const what = since === undefined ? 'everything' : `what was changed since ${time(since)}`;
  lines.push(`Begun        ${what}, as of ${time(asOf)}`);
  for (const lane of lanes) lines.push(`Lane ${String(lane.key + 1).padEnd(8)}${laneWords(lane)}`);
  return lines;
}

function laneWords({ after, done, jobs }: CommerceLane): string {
  const place = done ? 'read to its end' : after === undefined ? 'not begun' : `up to the id ${after}`;
  if (jobs.length === 0) return place;
  const records = jobs.reduce((sum, { count }) => sum + count, 0);
  return `${place}; ${records} records pending in ${jobs.length === 1 ? '1 job' : `${jobs.length} jobs`}`;
}

/** The table of `longshore bookmarks list`. */
export function bookmarksTable(bookmarks: readonly ListedBookmark[]): string {
  if (bookmarks.length === 0) return 'No bookmarks.\n';
  const table = new Table({
    head: ['Bookmark', 'Version', 'Status', 'Updated', 'Completed', 'Written by'],
    style: { head: [], border: [] },
  });
  for (const line of bookmarks) {
    if ('error' in line) table.push([line.bookmark, '', line.error.code, '', '', '']);
    else {
      const { bookmark, version, status, updatedAt, completedAt, writer } = line;
      table.push([bookmark, version, status, timeOr(updatedAt), timeOr(completedAt), writer ?? '']);
    }
  }
  const faults = bookmarks.flatMap((line) => ('error' in line ? [`${line.error.code}: ${line.error.message}\n`] : []));
  return `${table.toString()}\n${faults.join('')}`;
}

/** The table of `longshore bookmarks history`, newest first. */
export function historyTable(name: string, history: readonly BookmarkHistoryEntry[]): string {
  if (history.length === 0) return `${name} has no bookmark yet.\n`;
  const table = new Table({
    head: ['Version', 'Status', 'Written', 'By', 'Reason'],
    style: { head: [], border: [] },
  });
  for (const { version, status, updatedAt, writer, reason, hasValue } of history) {
    const notes = [...(reason === undefined ? [] : [reason]), ...(hasValue ? [] : ['(its value is no longer kept)'])];
    table.push([version, status, timeOr(updatedAt), writer ?? '', notes.join(' ')]);
  }
  return `${table.toString()}\n`;
}

/** JSON on one line, cut where it is long. */
export function shortJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > longestValue ? `${json.slice(0, longestValue)}…` : json;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

function timeOr(ms: number | undefined): string {
  return ms === undefined ? '' : time(ms);
}
