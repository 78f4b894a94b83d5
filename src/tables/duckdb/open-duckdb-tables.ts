import type { FeedConfig } from '../../config';
import { type DuckDb, type DuckDbSession, type DuckDbSettings, openDuckDb } from '../../connectors/duckdb';
import { tagColumns } from '../lineage/tag-columns';
import { columnsOfFeed } from '../staging';
import type {
  FeedLoad,
  FeedLoaded,
  LoadOptions,
  ObjectVersion,
  QueryOptions,
  QueryResult,
  TableDescription,
  Tables,
} from '../tables';
import { checkQuery } from './check-query';
import { addColumns, makeTable, requireSameKey, rowsOfTable, typesOfTable } from './domain-table';
import { forgetLoads, knownFeeds, loadedVersions, makeLedger, noteFeed } from './ledger';
import { loadFeed } from './load-feed';

/**
 * Tables in a file of DuckDB, which this process owns while they are open. Throws `tables-locked` where another has it,
 * and `tables-unavailable`.
 */
export async function openDuckDbTables(settings: DuckDbSettings): Promise<Tables> {
  const database = await openDuckDb(settings);
  const tables = new DuckDbTables(database);
  try {
    await tables.prepare();
  } catch (error) {
    await database.close();
    throw error;
  }
  return tables;
}

class DuckDbTables implements Tables {
  readonly #database: DuckDb;

  constructor(database: DuckDb) {
    this.#database = database;
  }

  get description(): string {
    return this.#database.name;
  }

  prepare(): Promise<void> {
    return this.#change({}, makeLedger);
  }

  loadedVersions(feed: string, names: readonly string[]): Promise<ReadonlyMap<string, ObjectVersion>> {
    return this.#inSession({}, (session) => loadedVersions(session, feed, names));
  }

  load(load: FeedLoad, options: LoadOptions): Promise<FeedLoaded> {
    const files = new Map(load.files.map(({ path, name }) => [path, name]));
    return this.#change({ signal: options.signal, files }, (session) => loadFeed(session, load, options));
  }

  activate(feed: string, settings: FeedConfig, { purge }: { readonly purge: boolean }): Promise<void> {
    return this.#change({}, (session) =>
      session.transaction(async () => {
        const types = await typesOfTable(session, feed);
        // Nested columns keep the type of the table: without a file there is none to tell of another.
        const columns = columnsOfFeed(settings, [], types);
        if (purge) await forgetLoads(session, feed);
        else
          requireSameKey(
            feed,
            settings,
            (await knownFeeds(session)).find((known) => known.feed === feed),
          );
        const isEmpty = types.size === 0 || (await rowsOfTable(session, feed)) === 0;
        if (purge || isEmpty) await makeTable(session, feed, columns);
        else await addColumns(session, feed, columns, types);
        await noteFeed(session, feed, settings);
      }),
    );
  }

  describe(): Promise<readonly TableDescription[]> {
    return this.#inSession({}, async (session) => {
      const described: TableDescription[] = [];
      for (const { feed, primaryKey, tags, loadedAt } of await knownFeeds(session)) {
        const types = [...(await typesOfTable(session, feed))];
        const columns = types.map(([name, type]) => {
          const tag = tags[name];
          return tag === undefined ? { name, type } : { name, type, tag };
        });
        described.push({ name: feed, rows: await rowsOfTable(session, feed), columns, primaryKey, loadedAt });
      }
      return described;
    });
  }

  /** The rows are read to their end or returned: the session ends with them. */
  async query(sql: string, { signal, tables }: QueryOptions = {}): Promise<QueryResult> {
    const session = await this.#database.session({ signal, isQuery: true });
    try {
      const parsed = await checkQuery(session, sql);
      const tagged = tables ?? (await this.describe());
      await session.run('BEGIN TRANSACTION READ ONLY');
      const { columns, batches } = await session.stream(sql);
      return { columns: tagColumns(parsed, sql, columns, tagged), rows: closing(batches, session) };
    } catch (error) {
      session.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    // After what was begun.
    await this.#database.exclusively(() => this.#database.close());
  }

  #change<Result>(
    options: Parameters<DuckDb['session']>[0],
    work: (session: DuckDbSession) => Promise<Result>,
  ): Promise<Result> {
    return this.#database.exclusively(() => this.#inSession(options, work));
  }

  async #inSession<Result>(
    options: Parameters<DuckDb['session']>[0],
    work: (session: DuckDbSession) => Promise<Result>,
  ): Promise<Result> {
    const session = await this.#database.session(options);
    try {
      return await work(session);
    } finally {
      session.close();
    }
  }
}

async function* closing<Batch>(
  batches: AsyncGenerator<Batch, void>,
  session: DuckDbSession,
): AsyncGenerator<Batch, void> {
  try {
    yield* batches;
  } finally {
    session.close();
  }
}
