import type { TablesOf, WorkerContext } from './activities';
import { loadConfig } from './config';
import { LongshoreError } from './contract/failure';
import { openTables } from './tables/open-tables';
import type { Tables } from './tables/tables';

/** Tables that every process may open, such as those in PostgreSQL: opened when they are first asked for. */
export class SharedTables {
  readonly #context: WorkerContext;
  /** By their addresses, for a connection may name another by now. */
  readonly #opened = new Map<string, Promise<Tables>>();

  constructor(context: WorkerContext) {
    this.#context = context;
  }

  /** Throws `config-changed` for tables that a worker of their own has, and what `openTables` throws. */
  readonly of: TablesOf = async (name) => {
    const { env, configPath } = this.#context;
    const connection = loadConfig({ env, ...(configPath === undefined ? {} : { path: configPath }) }).connections[name];
    if (connection?.type !== 'postgres') throw notHere(name);
    const { url } = connection;
    const opened = this.#opened.get(url) ?? openTables(connection);
    this.#opened.set(url, opened);
    // What could not be opened is tried anew by who asks next.
    opened.catch(() => this.#opened.delete(url));
    return opened;
  };

  /** To be called when nobody works with them any more. */
  async close(): Promise<void> {
    for (const opened of this.#opened.values()) await (await opened).close();
  }
}

/** What a worker says that is asked for tables which it does not have: its longshore.yaml is another by now. */
export function notHere(connection: string): LongshoreError {
  return new LongshoreError('config-changed', `This worker does not have the tables of ${connection}`);
}
