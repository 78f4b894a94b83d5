import {
  type CatalogContent,
  type ContentCreate,
  type ContentUpdate,
  contentForCreate,
  contentForUpdate,
} from './catalog-content';
import { catalogId, ownCatalog } from './catalog-id';
import type { ZeroPriceReason } from './public-price';

/** A variant as the catalog is to have it. */
export interface CatalogVariant {
  readonly sku: string;
  /** The number that it has in its product. */
  readonly number: number;
  /** The product's. */
  readonly itemId: string;
  readonly content: CatalogContent;
  readonly quantity: number;
  readonly zeroBecause?: ZeroPriceReason;
}

interface Inventory {
  readonly inventory_quantity: number;
  /** 1: what is out of stock is not recommended. */
  readonly inventory_policy: 1;
}

export interface VariantCreate {
  readonly type: 'catalog-variant';
  readonly attributes: ContentCreate &
    Inventory &
    typeof ownCatalog & { readonly external_id: string; readonly sku: string };
  readonly relationships: { readonly item: { readonly data: { readonly type: 'catalog-item'; readonly id: string } } };
}

/** A variant stays with its item, and its SKU is what it is known by. */
export interface VariantUpdate {
  readonly type: 'catalog-variant';
  readonly id: string;
  readonly attributes: ContentUpdate & Inventory;
}

export function variantForCreate({ sku, itemId, content, quantity }: CatalogVariant): VariantCreate {
  return {
    type: 'catalog-variant',
    attributes: { external_id: sku, sku, ...ownCatalog, ...contentForCreate(content), ...inventory(quantity) },
    relationships: { item: { data: { type: 'catalog-item', id: catalogId(itemId) } } },
  };
}

export function variantForUpdate({ sku, content, quantity }: CatalogVariant): VariantUpdate {
  return {
    type: 'catalog-variant',
    id: catalogId(sku),
    attributes: { ...contentForUpdate(content), ...inventory(quantity) },
  };
}

function inventory(quantity: number): Inventory {
  return { inventory_quantity: quantity, inventory_policy: 1 };
}
