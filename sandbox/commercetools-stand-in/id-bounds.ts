import type { Predicate } from './predicate';

/** Which ids a query can find at all, so that a page is looked for among these alone. */
export interface IdBounds {
  readonly lowest?: string;
  readonly highest?: string;
  readonly ids?: readonly string[];
}

/** The bounds that joined predicates set; what is on one side of an `or` sets none. */
export function idBounds(predicates: readonly Predicate[]): IdBounds {
  let bounds: IdBounds = {};
  for (const part of predicates.flatMap(conjuncts)) {
    if (part.kind === 'in' && part.field === 'id') {
      bounds = { ...bounds, ids: part.values.map(String) };
    } else if (part.kind === 'compare' && part.field === 'id' && typeof part.value === 'string') {
      const { operator, value } = part;
      const { lowest, highest } = bounds;
      const isLower = operator === '>' || operator === '>=';
      const isUpper = operator === '<' || operator === '<=';
      if (isLower && !(lowest !== undefined && lowest > value)) bounds = { ...bounds, lowest: value };
      if (isUpper && !(highest !== undefined && highest < value)) bounds = { ...bounds, highest: value };
    }
  }
  return bounds;
}

function conjuncts(predicate: Predicate): readonly Predicate[] {
  return predicate.kind === 'and' ? predicate.parts.flatMap(conjuncts) : [predicate];
}
