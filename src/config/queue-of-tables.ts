import { warehouseQueue } from '../contract/names';
import type { Config } from './config';

/** The task queue of who can work on tables: one process alone may open a file of DuckDB, to PostgreSQL any worker may go. */
export function queueOfTables({ connections, taskQueue }: Config, connection: string): string {
  return connections[connection]?.type === 'duckdb' ? warehouseQueue(taskQueue, connection) : taskQueue;
}
