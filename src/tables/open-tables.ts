import type { DuckdbConnection } from '../config';
import { openDuckDbTables } from './duckdb/open-duckdb-tables';
import type { Tables } from './tables';

/**
 * Opens the tables of a connection. Those of DuckDB belong to this process while they are open: a file is opened once in
 * it, however often this is called, and is free again when each has been closed.
 *
 * Throws `tables-locked`, `tables-unavailable` and `tables-auth`.
 */
export async function openTables(connection: DuckdbConnection): Promise<Tables> {
  return openDuckDbTables({ path: connection.path });
}
