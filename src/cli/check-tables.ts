import type { DuckdbConnection, PostgresConnection } from '../config';
import { openPostgres } from '../connectors/postgres';
import { warehouseQueue } from '../contract/names';
import type { Session } from '../runs/session';
import { type Finding, ok, warning } from './check-finding';
import { pollersOf } from './pollers-of';

/**
 * Tries a database of PostgreSQL, the right to make tables included. A file of DuckDB is never opened here: it is looked whether
 * a worker owns it, for two processes cannot.
 */
export async function checkTables(
  session: Session,
  name: string,
  connection: DuckdbConnection | PostgresConnection,
): Promise<Finding> {
  if (connection.type === 'duckdb') {
    const owners = await pollersOf(session, warehouseQueue(session.config.taskQueue, name));
    if (owners.length > 0) return ok(`${connection.path} is open in worker ${owners.join(', ')}`);
    return warning(
      `No worker has ${connection.path} open: nothing is loaded into it, and no query is answered`,
      'Start a worker on the machine of the file: `longshore dev`, or `longshore-worker`.',
    );
  }
  const postgres = openPostgres(connection);
  try {
    await postgres.check();
    return ok(`${postgres.description} answers, and tables can be made there`);
  } finally {
    await postgres.close();
  }
}
