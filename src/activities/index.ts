export { createBatchActivities } from './batch/batch-activities';
export { castFailures } from './cast-failures';
export { createCatalogDeletionActivities } from './catalog-deletion-activities';
export { createCommerceActivities } from './commerce-activities';
export { Governors } from './delivery/governors';
export { createFilesToOdpActivities } from './files-to-odp';
export { labelLogs } from './label-logs';
export { createRunActivities } from './run-activities';
export type { WorkerContext } from './worker-context';
