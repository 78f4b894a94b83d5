import type { FeedConfig } from '../../config';
import { openDuckDb } from '../../connectors/duckdb';
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
  QueryOptions,
  QueryResult,
  TableDescription,
  Tables,
} from '../tables';
import { columnsOfFields } from './column-of-field';
import { hasRows, makeTable, remakeTable, requireSameKey, tableOf } from './domain-table';
import { forgetLoads, knownFeeds, loadedVersions, lockFeed, makeLedger, noteFeed } from './ledger';
import { type LoadPlaces, loadFeed } from './load-feed';
import { queryRows } from './query-rows';

/**
 * Tables in a database of PostgreSQL, in the schema that its user makes tables in. Throws `config-invalid` for a url that is
 * none, `tables-auth` and `tables-unavailable`.
 */
export async function openPostgresTables(settings: PostgresSettings): Promise<Tables> {
  const postgres = openPostgres(settings);
  try {
    await postgres.transaction({ readOnly: false }, makeLedger);
    // One for all loads: together they keep to its memory.
    return new PostgresTables({ postgres, staging: await openDuckDb({ path: undefined }) });
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

class PostgresTables implements Tables {
  readonly #places: LoadPlaces;
  readonly #postgres: PostgresClient;
  readonly #loads = new Set<Promise<FeedLoaded>>();

  constructor(places: LoadPlaces) {
    this.#places = places;
    this.#postgres = places.postgres;
  }

  get description(): string {
    return this.#postgres.description;
  }

  loadedVersions(feed: string, names: readonly string[]): Promise<ReadonlyMap<string, ObjectVersion>> {
    return this.#postgres.transaction({ readOnly: true }, (transaction) => loadedVersions(transaction, feed, names));
  }

  load(load: FeedLoad, options: LoadOptions): Promise<FeedLoaded> {
    const loading = loadFeed(this.#places, load, options).finally(() => this.#loads.delete(loading));
    this.#loads.add(loading);
    return loading;
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

  async query(sql: string, { signal, tables }: QueryOptions = {}): Promise<QueryResult> {
    return queryRows(this.#places, sql, { signal, tables: tables ?? (await this.describe()) });
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#loads);
    await this.#postgres.close();
    await this.#places.staging.close();
  }
}

async function rowsOf(transaction: PostgresTransaction, feed: string): Promise<number> {
  const [row] = await transaction.query(`SELECT count(*) AS rows FROM ${postgresName(feed)}`);
  return Number(row?.rows);
}
