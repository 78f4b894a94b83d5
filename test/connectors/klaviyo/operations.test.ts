import { contractPath, operationsOf, readContract } from '../../../sandbox/klaviyo-stand-in/contract-file';
import { catalogJobOperation, klaviyoOperations } from '../../../src/connectors/klaviyo';

const path = contractPath();
const withContract = path === undefined ? describe.skip : describe;
if (path === undefined)
  console.warn("Klaviyo's OpenAPI document is not here (KLAVIYO_OPENAPI): its tests are skipped.");

withContract('the operations that are used', () => {
  const published = new Map(
    path === undefined ? [] : operationsOf(readContract(path)).map((entry) => [entry.operation.operationId, entry]),
  );

  it.each(Object.entries(klaviyoOperations))(
    '%s is as published',
    (id, { method, path, scopes, perSecond, perMinute }) => {
      const entry = published.get(id);
      expect({
        method: entry?.method.toUpperCase(),
        // Klaviyo calls the same place {id} and {job_id}.
        path: entry?.path.replace('{job_id}', '{id}'),
        scopes: entry?.operation['x-klaviyo-scopes'],
        limits: entry?.operation['x-klaviyo-ratelimit'],
      }).toEqual({ method, path, scopes, limits: { burst: `${perSecond}/s`, steady: `${perMinute}/m` } });
    },
  );
});

it.each([
  ['create', 'items', 'get_bulk_create_catalog_items_job'],
  ['update', 'variants', 'get_bulk_update_variants_job'],
  ['delete', 'categories', 'get_bulk_delete_categories_job'],
] as const)('the job of %s %s is asked for by %s', (action, kind, operation) => {
  expect(catalogJobOperation(action, kind)).toBe(operation);
});
