import { ancestorsOf, type CategoryTree } from './category-tree';

/** What orders are told of the shop's catalog. */
export interface OrderCatalog {
  readonly tree: CategoryTree;
  /** The ids of a product's categories; undefined for a product that no longer exists. */
  readonly categoriesOf: (productId: string) => readonly string[] | undefined;
}

/**
 * The breadcrumbs of a product's categories and of all above them, from the root on, each once: a product in
 * `Women > Pants` is in `Women` and `Women > Pants`. Categories that have no place are left out.
 */
export function breadcrumbsOf(productId: string, { tree, categoriesOf }: OrderCatalog): readonly string[] {
  const breadcrumbs = new Set<string>();
  for (const id of categoriesOf(productId) ?? []) {
    const category = tree.placed.get(id);
    if (category === undefined) continue;
    for (const above of ancestorsOf(category).toReversed()) breadcrumbs.add(above.breadcrumb);
    breadcrumbs.add(category.breadcrumb);
  }
  return [...breadcrumbs];
}
