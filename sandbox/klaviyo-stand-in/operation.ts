import type { CatalogKind } from './catalog-store';

/** Requests a second and a minute. */
export const tiers = { m: [10, 150], l: [75, 750], xl: [350, 3500] } as const;

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** `{id}` stands for one part. */
  readonly path: string;
  readonly tier: keyof typeof tiers;
  readonly scopes: readonly string[];
}

const list = (id: string, line: string, ...scopes: readonly string[]): Operation => {
  const [method = '', path = '', tier = ''] = line.split(' ');
  return { id, method, path, tier: tier === 'xl' || tier === 'l' ? tier : 'm', scopes };
};

const jobs = '/api/profile-bulk-import-jobs';
const readLists = ['lists:read', 'profiles:read'] as const;

const profileOperations = [
  list('get_profiles', 'GET /api/profiles l', 'profiles:read'),
  list('create_profile', 'POST /api/profiles l', 'profiles:write'),
  list('get_profile', 'GET /api/profiles/{id} l', 'profiles:read'),
  list('update_profile', 'PATCH /api/profiles/{id} l', 'profiles:write'),
  list('create_or_update_profile', 'POST /api/profile-import l', 'profiles:write'),
  list('bulk_import_profiles', `POST ${jobs} m`, 'lists:write', 'profiles:write'),
  list('get_bulk_import_profiles_jobs', `GET ${jobs} m`, ...readLists),
  list('get_bulk_import_profiles_job', `GET ${jobs}/{id} m`, ...readLists),
  list('get_errors_for_bulk_import_profiles_job', `GET ${jobs}/{id}/import-errors m`, 'profiles:read'),
  list('get_profiles_for_bulk_import_profiles_job', `GET ${jobs}/{id}/profiles m`, 'profiles:read'),
  list('get_profile_ids_for_bulk_import_profiles_job', `GET ${jobs}/{id}/relationships/profiles m`, 'profiles:read'),
  list('get_list_ids_for_bulk_import_profiles_job', `GET ${jobs}/{id}/relationships/lists m`, 'lists:read'),
];

const eventOperations = [
  list('get_events', 'GET /api/events xl', 'events:read'),
  list('create_event', 'POST /api/events xl', 'events:write'),
  list('get_event', 'GET /api/events/{id} m', 'events:read'),
  list('bulk_create_events', 'POST /api/event-bulk-create-jobs m', 'events:write'),
  list('get_metrics', 'GET /api/metrics m', 'metrics:read'),
  list('get_metric', 'GET /api/metrics/{id} m', 'metrics:read'),
];

const reads = 'catalogs:read';
const writes = 'catalogs:write';

/** The ids are Klaviyo's, with all their irregularities. */
function catalogOperations(kind: CatalogKind, one: string): Operation[] {
  const path = `/api/catalog-${kind}`;
  const jobKind = kind === 'items' ? 'catalog_items' : kind;
  return [
    list(`get_catalog_${kind}`, `GET ${path} xl`, reads),
    list(`create_catalog_${one}`, `POST ${path} l`, writes),
    list(`get_catalog_${one}`, `GET ${path}/{id} xl`, reads),
    list(`update_catalog_${one}`, `PATCH ${path}/{id} l`, writes),
    list(`delete_catalog_${one}`, `DELETE ${path}/{id} l`, writes),
    ...(['create', 'update', 'delete'] as const).flatMap((action) => {
      const tier = action === 'delete' || kind === 'categories' ? 'xl' : 'l';
      const jobPath = `/api/catalog-${one}-bulk-${action}-jobs`;
      return [
        list(`bulk_${action}_catalog_${kind}`, `POST ${jobPath} l`, writes),
        list(`get_bulk_${action}_${jobKind}_jobs`, `GET ${jobPath} ${tier}`, reads),
        list(`get_bulk_${action}_${jobKind}_job`, `GET ${jobPath}/{id} ${tier}`, reads),
      ];
    }),
  ];
}

const relationOperations = [
  list('get_variants_for_catalog_item', 'GET /api/catalog-items/{id}/variants xl', reads),
  list('get_variant_ids_for_catalog_item', 'GET /api/catalog-items/{id}/relationships/variants xl', reads),
  list('get_categories_for_catalog_item', 'GET /api/catalog-items/{id}/categories xl', reads),
  list('get_category_ids_for_catalog_item', 'GET /api/catalog-items/{id}/relationships/categories xl', reads),
  list('get_items_for_catalog_category', 'GET /api/catalog-categories/{id}/items xl', reads),
  list('get_item_ids_for_catalog_category', 'GET /api/catalog-categories/{id}/relationships/items xl', reads),
];

/** What the stand-in speaks of: not of subscriptions, and not of writes that change a relationship alone. */
export const operations: readonly Operation[] = [
  ...profileOperations,
  ...eventOperations,
  ...catalogOperations('items', 'item'),
  ...catalogOperations('variants', 'variant'),
  ...catalogOperations('categories', 'category'),
  ...relationOperations,
];

const byShape = new Map(
  operations.map((operation) => [shapeOf(operation.method, operation.path.split('/')), operation]),
);

/** The operation that a request asks for, and the id in its path. */
export function findOperation(method: string, path: string): { operation: Operation; id: string } | undefined {
  const parts = path.split('/');
  for (const id of ['', parts[3] ?? '']) {
    const shape = id === '' ? parts : [...parts.slice(0, 3), '{id}', ...parts.slice(4)];
    const operation = byShape.get(shapeOf(method, shape));
    if (operation) return { operation, id: decoded(id) };
  }
  return undefined;
}

function shapeOf(method: string, parts: readonly string[]): string {
  return `${method} ${parts.join('/')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
