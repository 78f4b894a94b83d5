/** How often an operation may be called: in any second, and in any minute. */
export interface PublishedLimits {
  readonly perSecond: number;
  readonly perMinute: number;
}

interface Operation extends PublishedLimits {
  readonly method: 'GET' | 'POST';
  /** `{id}` stands for what the call is about. */
  readonly path: string;
  /** What the key must be allowed to do. */
  readonly scopes: readonly string[];
}

/** Klaviyo's rate tiers (facts: revision 2026-07-15). */
const tiers = {
  m: { perSecond: 10, perMinute: 150 },
  l: { perSecond: 75, perMinute: 750 },
  xl: { perSecond: 350, perMinute: 3500 },
} as const satisfies Record<string, PublishedLimits>;

function reads(path: string, tier: keyof typeof tiers, ...scopes: readonly string[]): Operation {
  return { method: 'GET', path, scopes, ...tiers[tier] };
}

function writes(path: string, tier: keyof typeof tiers, ...scopes: readonly string[]): Operation {
  return { method: 'POST', path, scopes, ...tiers[tier] };
}

/** The operations that are used, by Klaviyo's own ids. Each has its own two windows. */
export const klaviyoOperations = {
  bulk_import_profiles: writes('/api/profile-bulk-import-jobs', 'm', 'lists:write', 'profiles:write'),
  get_bulk_import_profiles_jobs: reads('/api/profile-bulk-import-jobs', 'm', 'lists:read', 'profiles:read'),
  get_bulk_import_profiles_job: reads('/api/profile-bulk-import-jobs/{id}', 'm', 'lists:read', 'profiles:read'),
  get_errors_for_bulk_import_profiles_job: reads(
    '/api/profile-bulk-import-jobs/{id}/import-errors',
    'm',
    'profiles:read',
  ),

  create_event: writes('/api/events', 'xl', 'events:write'),
  bulk_create_events: writes('/api/event-bulk-create-jobs', 'm', 'events:write'),

  get_catalog_items: reads('/api/catalog-items', 'xl', 'catalogs:read'),
  get_catalog_variants: reads('/api/catalog-variants', 'xl', 'catalogs:read'),
  get_catalog_categories: reads('/api/catalog-categories', 'xl', 'catalogs:read'),
  get_variant_ids_for_catalog_item: reads('/api/catalog-items/{id}/relationships/variants', 'xl', 'catalogs:read'),

  bulk_create_catalog_items: writes('/api/catalog-item-bulk-create-jobs', 'l', 'catalogs:write'),
  bulk_update_catalog_items: writes('/api/catalog-item-bulk-update-jobs', 'l', 'catalogs:write'),
  bulk_delete_catalog_items: writes('/api/catalog-item-bulk-delete-jobs', 'l', 'catalogs:write'),
  bulk_create_catalog_variants: writes('/api/catalog-variant-bulk-create-jobs', 'l', 'catalogs:write'),
  bulk_update_catalog_variants: writes('/api/catalog-variant-bulk-update-jobs', 'l', 'catalogs:write'),
  bulk_delete_catalog_variants: writes('/api/catalog-variant-bulk-delete-jobs', 'l', 'catalogs:write'),
  bulk_create_catalog_categories: writes('/api/catalog-category-bulk-create-jobs', 'l', 'catalogs:write'),
  bulk_update_catalog_categories: writes('/api/catalog-category-bulk-update-jobs', 'l', 'catalogs:write'),
  bulk_delete_catalog_categories: writes('/api/catalog-category-bulk-delete-jobs', 'l', 'catalogs:write'),

  get_bulk_create_catalog_items_job: reads('/api/catalog-item-bulk-create-jobs/{id}', 'l', 'catalogs:read'),
  get_bulk_update_catalog_items_job: reads('/api/catalog-item-bulk-update-jobs/{id}', 'l', 'catalogs:read'),
  get_bulk_delete_catalog_items_job: reads('/api/catalog-item-bulk-delete-jobs/{id}', 'xl', 'catalogs:read'),
  get_bulk_create_variants_job: reads('/api/catalog-variant-bulk-create-jobs/{id}', 'l', 'catalogs:read'),
  get_bulk_update_variants_job: reads('/api/catalog-variant-bulk-update-jobs/{id}', 'l', 'catalogs:read'),
  get_bulk_delete_variants_job: reads('/api/catalog-variant-bulk-delete-jobs/{id}', 'xl', 'catalogs:read'),
  get_bulk_create_categories_job: reads('/api/catalog-category-bulk-create-jobs/{id}', 'xl', 'catalogs:read'),
  get_bulk_update_categories_job: reads('/api/catalog-category-bulk-update-jobs/{id}', 'xl', 'catalogs:read'),
  get_bulk_delete_categories_job: reads('/api/catalog-category-bulk-delete-jobs/{id}', 'xl', 'catalogs:read'),
} as const satisfies Record<string, Operation>;

export type KlaviyoOperation = keyof typeof klaviyoOperations;

export type CatalogKind = 'items' | 'variants' | 'categories';
export type CatalogAction = 'create' | 'update' | 'delete';

/** Takes a body and answers with a job, but for events, which have none. */
export type SubmitOperation =
  | 'bulk_import_profiles'
  | 'create_event'
  | 'bulk_create_events'
  | `bulk_${CatalogAction}_catalog_${CatalogKind}`;

/** Answers how far a job is. */
export type JobOperation = 'get_bulk_import_profiles_job' | `get_bulk_${CatalogAction}_${ReadKind<CatalogKind>}_job`;
/** Klaviyo's ids of these operations say `catalog` where items are meant, and nowhere else. */
type ReadKind<Kind extends CatalogKind> = Kind extends 'items' ? 'catalog_items' : Kind;

/** The operation that answers how far a job of the catalog is. */
export function catalogJobOperation<Kind extends CatalogKind>(action: CatalogAction, kind: Kind): JobOperation {
  return kind === 'items'
    ? `get_bulk_${action}_catalog_items_job`
    : `get_bulk_${action}_${kind === 'variants' ? 'variants' : 'categories'}_job`;
}
