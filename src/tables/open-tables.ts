import type { DuckdbConnection, PostgresConnection } from '../config';
import { openDuckDbTables } from './duckdb/open-duckdb-tables';
import { openPostgresTables } from './postgres/open-postgres-tables';
import type { Tables } from './tables';

/**
 * Opens the tables of a connection. Those of DuckDB belong to this process while they are open: a file is opened once in
 * it, however often this is called, and is free again when each has been closed. Those of PostgreSQL are everybody's.
 *
 * Throws `tables-locked`, `tables-unavailable` and `tables-auth`.
 */
export async function openTables(connection: DuckdbConnection | PostgresConnection): Promise<Tables> {
  return connection.type === 'postgres'
    ? openPostgresTables({ url: connection.url })
    : openDuckDbTables({ path: connection.path });
}
