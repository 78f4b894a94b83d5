import type { Answer } from './answer';
import type { Collection, Stored } from './collection';
import { expanded } from './expand';
import { lookInto } from './look-into';
import type { PageQuery, SortKey } from './query';

/** What the service says at most of how many there are, when it has to look for them. */
const largestTotal = 10_000;

/** A page: those that fulfil all predicates, in their order. `payments` is there where references to them are resolved. */
export function pageAnswer(collection: Collection, query: PageQuery, payments: Collection | undefined): Answer {
  const { limit, offset, withTotal, sort, tests, bounds } = query;
  const first = sort[0];
  const isById = sort.length === 1 && first?.path.join('.') === 'id' && !first.isDescending;
  const needsAll = !isById || withTotal;
  const matching: Stored[] = [];
  for (const record of collection.within(bounds)) {
    if (!needsAll && matching.length >= offset + limit) break;
    const look = lookInto(record);
    if (tests.every((test) => test(look))) matching.push(record);
  }
  if (!isById) matching.sort(inOrder(sort));
  const page = matching.slice(offset, offset + limit).map(({ json }) => expanded(json, query.expand, payments));
  const total = tests.length === 0 ? matching.length : Math.min(matching.length, largestTotal);
  const head = `"limit":${limit},"offset":${offset},"count":${page.length}${withTotal ? `,"total":${total}` : ''}`;
  return { status: 200, body: `{${head},"results":[${page.join(',')}]}` };
}

/** By the keys in their order. Without any it is the order of creation: the service promises none. */
function inOrder(keys: readonly SortKey[]): (a: Stored, b: Stored) => number {
  const sorted = keys.length === 0 ? [{ path: ['createdAt'], isDescending: false }] : keys;
  return (a, b) => {
    for (const { path, isDescending } of sorted) {
      const [left, right] = [valueAt(a, path), valueAt(b, path)];
      if (left !== right) return left < right === isDescending ? 1 : -1;
    }
    return 0;
  };
}

function valueAt(record: Stored, [field = '', ...below]: readonly string[]): string | number {
  let value = lookInto(record)(field);
  for (const name of below) value = Object(value)[name];
  return typeof value === 'string' || typeof value === 'number' ? value : '';
}
