export { openPostgres, type PostgresClient } from './postgres-client';
export type { PostgresTransaction } from './postgres-transaction';
export { postgresName } from './postgres-name';
export type { PostgresSettings } from './settings';
