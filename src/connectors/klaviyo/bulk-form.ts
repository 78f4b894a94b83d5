import type { CatalogAction, CatalogKind, SubmitOperation } from './operations';
import { catalogResource } from './request-path';

/** How the body of a bulk operation is made of its entries, and how many it takes. */
export interface BulkForm {
  readonly operation: SubmitOperation;
  /** What stands before and after the entries, which are joined by commas. */
  readonly head: string;
  readonly tail: string;
  /** Entries, or what an entry weighs: of events each counts, not each profile that has some. */
  readonly most: number;
}

/**
 * Entries `{"type":"profile","attributes":{…}}`, up to 10,000. What exists is updated; null and what is absent change
 * nothing.
 *
 * @param list the id of a list that all of them are put on
 */
export function profileImportForm(list?: string): BulkForm {
  const lists =
    list === undefined ? '' : `,"relationships":{"lists":{"data":[{"type":"list","id":${JSON.stringify(list)}}]}}`;
  return {
    operation: 'bulk_import_profiles',
    head: '{"data":{"type":"profile-bulk-import-job","attributes":{"profiles":{"data":[',
    tail: `]}}${lists}}}`,
    most: 10_000,
  };
}

/** Entries `{"type":"event-bulk-create","attributes":{"profile":…,"events":{"data":[…]}}}`, up to 1,000 events in all. */
export const bulkEventsForm: BulkForm = {
  operation: 'bulk_create_events',
  head: '{"data":{"type":"event-bulk-create-job","attributes":{"events-bulk-create":{"data":[',
  tail: ']}}}}',
  most: 1_000,
};

/** Entries `{"type":"catalog-item",…}`, up to 100; to be deleted, `{"type","id"}` alone. */
export function catalogForm(action: CatalogAction, kind: CatalogKind): BulkForm {
  return {
    operation: `bulk_${action}_catalog_${kind}`,
    head: `{"data":{"type":"${catalogResource(kind)}-bulk-${action}-job","attributes":{"${kind}":{"data":[`,
    tail: ']}}}}',
    most: 100,
  };
}

/** The body as it is sent. */
export function bulkBody({ head, tail }: BulkForm, entries: readonly string[]): string {
  return `${head}${entries.join(',')}${tail}`;
}
