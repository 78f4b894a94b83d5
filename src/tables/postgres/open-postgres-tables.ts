import type { FeedConfig } from '../../config';
import {
  openPostgres,
  type PostgresClient,
  type PostgresSettings,
  type PostgresTransaction,
  postgresName,
} from '../../connectors/postgres';
import type {
  FeedLoad,
  FeedLoaded,
  LoadOptions,
  ObjectVersion,
  QueryResult,
  TableDescription,
  Tables,
} from '../tables';
import { columnsOfFields } from './column-of-field';
import { hasRows, makeTable, remakeTable, requireSameKey, tableOf } from './domain-table';
import { forgetLoads, knownFeeds, loadedVersions, lockFeed, makeLedger, noteFeed } from './ledger';
import { loadFeed } from './load-feed';
import { queryRows } from './query-rows';

/**
 * Tables in a database of PostgreSQL, in the schema that its user makes tables in. Throws `config-invalid` for a url that is
 * none, `tables-auth` and `tables-unavailable`.
 */
export async function openPostgresTables(settings: PostgresSettings): Promise<Tables> {
  const postgres = openPostgres(settings);
  try {
    await postgres.transaction({ readOnly: false }, makeLedger);
  } catch (error) {
    await postgres.close();
    throw error;
  }
  return new PostgresTables(postgres);
}

class PostgresTables implements Tables {
  readonly #postgres: PostgresClient;

  constructor(postgres: PostgresClient) {
    this.#postgres = postgres;
  }

  get description(): string {
    return this.#postgres.description;
  }

  loadedVersions(feed: string, names: readonly string[]): Promise<ReadonlyMap<string, ObjectVersion>> {
    return this.#postgres.transaction({ readOnly: true }, (transaction) => loadedVersions(transaction, feed, names));
  }

  load(load: FeedLoad, options: LoadOptions): Promise<FeedLoaded> {
    return loadFeed(this.#postgres, load, options);
  }

  activate(feed: string, settings: FeedConfig, { purge }: { readonly purge: boolean }): Promise<void> {
    const { primaryKey } = settings;
    return this.#postgres.transaction({ readOnly: false }, async (transaction) => {
      await lockFeed(transaction, feed);
      const table = await tableOf(transaction, feed);
      if (!purge) requireSameKey({ feed, primaryKey, table });
      else if (table !== undefined) await transaction.query(`TRUNCATE ${postgresName(feed)}`);
      if (purge) await forgetLoads(transaction, feed);
      const isEmpty = table === undefined || purge || !(await hasRows(transaction, feed));
      const wanted = { feed, columns: columnsOfFields(settings), primaryKey, table };
      await (isEmpty ? remakeTable(transaction, wanted) : makeTable(transaction, wanted));
      await noteFeed(transaction, feed, settings);
    });
  }

  describe(): Promise<readonly TableDescription[]> {
    return this.#postgres.transaction({ readOnly: true }, async (transaction) => {
      const described: TableDescription[] = [];
      for (const { feed, tags, loadedAt } of await knownFeeds(transaction)) {
        const table = await tableOf(transaction, feed);
        // Somebody has removed it by hand; the next load makes it anew.
        if (table === undefined) continue;
        const columns = table.columns.map(({ name, type }) => {
          const tag = tags[name];
          return tag === undefined ? { name, type } : { name, type, tag };
        });
        const { primaryKey } = table;
        described.push({ name: feed, rows: await rowsOf(transaction, feed), columns, primaryKey, loadedAt });
      }
      return described;
    });
  }

  query(sql: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<QueryResult> {
    return queryRows(this.#postgres, sql, signal);
  }

  close(): Promise<void> {
    return this.#postgres.close();
  }
}

async function rowsOf(transaction: PostgresTransaction, feed: string): Promise<number> {
  const [row] = await transaction.query(`SELECT count(*) AS rows FROM ${postgresName(feed)}`);
  return Number(row?.rows);
}
