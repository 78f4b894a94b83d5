import type { IdRange } from './id-ranges';

/** A text as predicates hold it: whatever is in it stays in its quotes. */
const quoted = (text: string): string => JSON.stringify(text);

/** The predicates of a range of ids; several predicates are joined by `and`. */
export function inIdRange({ from, after, upTo }: IdRange): readonly string[] {
  return [
    ...(from === undefined ? [] : [`id >= ${quoted(from)}`]),
    ...(after === undefined ? [] : [`id > ${quoted(after)}`]),
    ...(upTo === undefined ? [] : [`id <= ${quoted(upTo)}`]),
  ];
}

/** What was created or changed at this time or later, in epoch ms of the shop's clock. */
export function changedSince(time: number): string {
  return `lastModifiedAt >= ${quoted(new Date(time).toISOString())}`;
}

/** Of products: those that customers see. */
export const isPublished = 'masterData(published = true)';

/** Of products: those of which customers see a variant with one of these SKUs. */
export function hasSkuIn(skus: readonly string[]): string {
  const list = `(${skus.map(quoted).join(',')})`;
  return `masterData(published = true and current(masterVariant(sku in ${list}) or variants(sku in ${list})))`;
}

export function hasIdIn(ids: readonly string[]): string {
  return `id in (${ids.map(quoted).join(',')})`;
}

/** Gateways take request lines of 8 KB at least; half of it is left for the rest of the query. */
const longestList = 4_000;

export interface IdList {
  readonly ids: readonly string[];
  readonly isLast: boolean;
}

/**
 * Cuts ids into lists that fit into one request, each id once, in the order in which the service sorts them.
 *
 * @param times how often a list stands in the request
 */
export function idLists(ids: Iterable<string>, times = 1): readonly IdList[] {
  const lists: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const id of [...new Set(ids)].sort()) {
    const added = encodeURIComponent(`${quoted(id)},`).length;
    if (times * (length + added) > longestList) {
      lists.push([]);
      length = 0;
    }
    lists.at(-1)?.push(id);
    length += added;
  }
  return lists.map((list, index) => ({ ids: list, isLast: index === lists.length - 1 }));
}
