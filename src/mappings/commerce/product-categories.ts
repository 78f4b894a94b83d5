import { ancestorsOf, type CategoryTree } from './category-tree';

export interface ProductCategories {
  /** Its own categories, then all above them, each once. */
  readonly ids: readonly string[];
  /** How many of its own have no place, and are not in the catalog. */
  readonly leftOut: number;
}

export function productCategories(ids: readonly string[], tree: CategoryTree): ProductCategories {
  const own = ids.map((id) => tree.placed.get(id)).filter((category) => category !== undefined);
  const all = [...own, ...own.flatMap(ancestorsOf)];
  return { ids: [...new Set(all.map(({ id }) => id))], leftOut: ids.length - own.length };
}
