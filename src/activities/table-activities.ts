import type { TableActivities } from './courier-activities';
import { compareWithLedger } from './couriers/compare-with-ledger';
import { loadFeed } from './couriers/load-feed';
import { answerRequest } from './tables/answer-request';
import type { TablesOf } from './tables-of';
import type { WorkerContext } from './worker-context';

/** What commands ask of tables. */
export interface TableRequestActivities {
  /** Reads the question from storage and leaves the answer there, which may be that it cannot be done. */
  answerTableRequest(asked: { readonly request: string }): Promise<void>;
}

/** All that is done where the tables are. */
export function createTableActivities(
  context: WorkerContext,
  tablesOf: TablesOf,
): TableActivities & TableRequestActivities {
  return {
    compareWithLedger: (request) => compareWithLedger(context, tablesOf, request),
    loadFeed: (request) => loadFeed(context, tablesOf, request),
    answerTableRequest: ({ request }) => answerRequest(context, tablesOf, request),
  };
}
