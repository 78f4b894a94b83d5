import { type Answer, ok, type Problem, refused } from './answer';
import type { JsonObject } from './json';

/** A request for a list. `base` is the stand-in's own address. */
export interface ListCall {
  readonly base: string;
  readonly path: string;
  readonly search: URLSearchParams;
}

interface Sequenced {
  readonly sequence: number;
}

export interface PageRules {
  readonly size: number;
  readonly most: number;
  /** Whether `page[size]` may be given at all. */
  readonly isSized: boolean;
}

/**
 * Answers a page. Cursors are opaque and hold the place behind the last entry, not a number of entries, so that nothing is
 * left out when entries are deleted between two pages.
 *
 * @param sorts what `sort` may say beside the order of creation, which is `created` or what it is called there
 */
export function answerPage<Entry extends Sequenced>(
  call: ListCall,
  entries: Iterable<Entry>,
  rules: PageRules,
  sorts: string,
  show: (entry: Entry) => JsonObject,
): Answer {
  const { search } = call;
  const problem = problemOf(search, rules, sorts);
  if (problem) return refused(400, [problem]);
  const isReversed = search.get('sort')?.startsWith('-') ?? false;
  const cursor = search.get('page[cursor]');
  const after = cursor === null ? undefined : placeOf(cursor);
  if (cursor !== null && after === undefined) return refused(400, [wrong('page[cursor]', 'The cursor is not valid.')]);
  const size = Number(search.get('page[size]') ?? rules.size);
  const page: Entry[] = [];
  let isMore = false;
  for (const entry of isReversed ? [...entries].reverse() : entries) {
    if (after !== undefined && (isReversed ? entry.sequence >= after : entry.sequence <= after)) continue;
    isMore = page.length === size;
    if (isMore) break;
    page.push(entry);
  }
  const last = page.at(-1);
  const links = {
    self: linkTo(call, cursor),
    ...(isMore && last ? { next: linkTo(call, cursorOf(last.sequence)) } : {}),
  };
  return ok(200, { data: page.map(show), links });
}

function problemOf(search: URLSearchParams, { most, isSized }: PageRules, sorts: string): Problem | undefined {
  const size = search.get('page[size]');
  if (size !== null && (!isSized || !/^\d{1,4}$/.test(size) || Number(size) < 1 || Number(size) > most)) {
    return wrong('page[size]', isSized ? `It must be a number from 1 to ${most}.` : 'It is not known here.');
  }
  const sort = search.get('sort');
  return sort === null || sort.replace(/^-/, '') === sorts ? undefined : wrong('sort', 'It is not known here.');
}

/** The answer to a filter that is not known. */
export function unknownFilter(): Answer {
  return refused(400, [wrong('filter', 'It is not known here.')]);
}

/** What is wrong with a parameter. */
export function wrong(parameter: string, detail: string): Problem {
  return { parameter, detail, code: 'invalid' };
}

function linkTo({ base, path, search }: ListCall, cursor: string | null): string {
  const query = new URLSearchParams(search);
  if (cursor !== null) query.set('page[cursor]', cursor);
  const text = query.toString();
  return `${base}${path}${text === '' ? '' : `?${text}`}`;
}

function cursorOf(sequence: number): string {
  return Buffer.from(`after:${sequence}`).toString('base64url');
}

function placeOf(cursor: string): number | undefined {
  const sequence = /^after:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  return sequence === undefined ? undefined : Number(sequence);
}
