export { openPostgres, type PostgresClient } from './postgres-client';
export { postgresName } from './postgres-name';
export type { PostgresTransaction } from './postgres-transaction';
export type { PostgresSettings } from './settings';
