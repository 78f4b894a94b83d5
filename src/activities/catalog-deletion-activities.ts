import { type DeleteEntriesRequest, type DeleteEntriesResult, deleteEntries } from './catalog-deletion/delete-entries';
import { type ListEntriesRequest, type ListEntriesResult, listEntries } from './catalog-deletion/list-entries';
import {
  type SettleDeletionsRequest,
  type SettleDeletionsResult,
  settleDeletions,
} from './catalog-deletion/settle-deletions';
import type { WorkerContext } from './worker-context';

/** The activities of deletions of a catalog. */
export interface CatalogDeletionActivities {
  /** Lists what is there. */
  listEntries(request: ListEntriesRequest): Promise<ListEntriesResult>;
  /** Hands listed entries over to be deleted. */
  deleteEntries(request: DeleteEntriesRequest): Promise<DeleteEntriesResult>;
  /** Reads the results of jobs that have ended. */
  settleDeletions(request: SettleDeletionsRequest): Promise<SettleDeletionsResult>;
}

export function createCatalogDeletionActivities(context: WorkerContext): CatalogDeletionActivities {
  return {
    listEntries: (request) => listEntries(context, request),
    deleteEntries: (request) => deleteEntries(context, request),
    settleDeletions: (request) => settleDeletions(context, request),
  };
}
