import { catalogId, ownCatalog } from './catalog-id';
import type { PlacedCategory } from './category-tree';

/** A category of the catalog as it is created. */
export interface CategoryCreate {
  readonly type: 'catalog-category';
  readonly attributes: {
    readonly external_id: string;
    readonly name: string;
    readonly integration_type: '$custom';
    readonly catalog_type: '$default';
  };
}

/** A category of the catalog as it is updated. */
export interface CategoryUpdate {
  readonly type: 'catalog-category';
  readonly id: string;
  readonly attributes: { readonly name: string };
}

export function categoryForCreate({ id, breadcrumb }: PlacedCategory): CategoryCreate {
  return { type: 'catalog-category', attributes: { external_id: id, name: breadcrumb, ...ownCatalog } };
}

export function categoryForUpdate({ id, breadcrumb }: PlacedCategory): CategoryUpdate {
  return { type: 'catalog-category', id: catalogId(id), attributes: { name: breadcrumb } };
}
