import { Worker } from '@temporalio/worker';
import { createTableActivities, type WorkerContext } from './activities';
import type { Config } from './config';
import { warehouseQueue } from './contract/names';
import { notHere } from './shared-tables';
import { openTables } from './tables/open-tables';
import type { Warehouse } from './warehouses';
import { type WorkerPlace, workerOptions } from './worker-options';

/** Changes of tables take turns, and what waits for its turn holds its place; queries need some beside them. */
const mostAtOnce = 16;

/** The tables of this configuration that one process alone may open, each with a worker for all that is done with them. */
export function warehousesOf(config: Config, context: WorkerContext, place: WorkerPlace): readonly Warehouse[] {
  return Object.entries(config.connections).flatMap(([name, connection]) => {
    if (connection.type !== 'duckdb') return [];
    const warehouse: Warehouse = {
      name,
      open: () => openTables(connection),
      createWorker: (tables) =>
        Worker.create({
          ...workerOptions(place),
          taskQueue: warehouseQueue(config.taskQueue, name),
          activities: createTableActivities(context, async (asked) => {
            if (asked === name) return tables;
            throw notHere(asked);
          }),
          maxConcurrentActivityTaskExecutions: mostAtOnce,
        }),
    };
    return [warehouse];
  });
}
