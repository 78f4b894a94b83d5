export { openPostgres, type PostgresClient } from './postgres-client';
export type { PostgresTransaction } from './postgres-transaction';
export { quoteName } from './quote-name';
export type { PostgresSettings } from './settings';
