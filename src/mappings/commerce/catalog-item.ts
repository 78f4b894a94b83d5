import {
  type CatalogContent,
  type ContentCreate,
  type ContentUpdate,
  contentForCreate,
  contentForUpdate,
} from './catalog-content';
import { catalogId, ownCatalog } from './catalog-id';
import type { ZeroPriceReason } from './public-price';

/** A product as the catalog is to have it. */
export interface CatalogItem {
  /** The product's. */
  readonly id: string;
  readonly content: CatalogContent;
  /** Ids of its categories and of all above them. */
  readonly categories: readonly string[];
  readonly zeroBecause?: ZeroPriceReason;
}

interface CategoryRelationship {
  readonly categories: { readonly data: readonly { readonly type: 'catalog-category'; readonly id: string }[] };
}

export interface ItemCreate {
  readonly type: 'catalog-item';
  readonly attributes: ContentCreate & typeof ownCatalog & { readonly external_id: string };
  readonly relationships?: CategoryRelationship;
}

export interface ItemUpdate {
  readonly type: 'catalog-item';
  readonly id: string;
  readonly attributes: ContentUpdate;
  readonly relationships: CategoryRelationship;
}

export function itemForCreate({ id, content, categories }: CatalogItem): ItemCreate {
  return {
    type: 'catalog-item',
    attributes: { external_id: id, ...ownCatalog, ...contentForCreate(content) },
    ...(categories.length === 0 ? {} : { relationships: inCategories(categories) }),
  };
}

/** Sent without its categories an item would stay in those that it had. */
export function itemForUpdate({ id, content, categories }: CatalogItem): ItemUpdate {
  return {
    type: 'catalog-item',
    id: catalogId(id),
    attributes: contentForUpdate(content),
    relationships: inCategories(categories),
  };
}

function inCategories(ids: readonly string[]): CategoryRelationship {
  return { categories: { data: ids.map((id) => ({ type: 'catalog-category', id: catalogId(id) })) } };
}
