export { type IdRange, idRanges } from './id-ranges';
export { openShop } from './open-shop';
export { changedSince, isPublished } from './predicates';
export type { ShopResource } from './resources';
export type { ShopSettings } from './settings';
export type { ListedRequest, PageRequest, Shop, ShopCheck, ShopPage } from './shop';
export type { ShopCategory, ShopRecord } from './shop-record';
