export type Value = string | number | boolean;
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A predicate taken apart. Fields are looked up later. */
export type Predicate =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'not'; readonly part: Predicate }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Comparison; readonly value: Value }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly Value[] }
  | { readonly kind: 'defined'; readonly field: string }
  /** `masterData(published = true)`: a predicate on what is below a field. */
  | { readonly kind: 'within'; readonly field: string; readonly part: Predicate };
