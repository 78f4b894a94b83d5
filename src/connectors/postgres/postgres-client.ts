import { Client, Pool, type PoolClient } from 'pg';
import { abortError } from '../abort-error';
import { connectionFailure } from './postgres-failure';
import { beginTransaction, type PostgresTransaction, type TransactionOptions } from './postgres-transaction';
import { readServerAddress } from './server-address';
import type { PostgresSettings } from './settings';

/** Opens no connection yet. Throws `config-invalid` for a url that is none. */
export function openPostgres(settings: PostgresSettings): PostgresClient {
  return new PostgresClient(settings);
}

/** A load has one connection for as long as it takes, and a server seldom more than a hundred for all. */
const maxConnections = 8;
const connectLimitMs = 15_000;

/**
 * A worker that has died, or a network that is cut, is noticed within a minute, or its transaction would keep the locks: with
 * a server's own settings after two hours, and during a long statement not before its end.
 */
const settingsOfSession = {
  timezone: 'UTC',
  datestyle: 'ISO, MDY',
  bytea_output: 'hex',
  client_min_messages: 'error',
  tcp_keepalives_idle: '30',
  tcp_keepalives_interval: '10',
  tcp_keepalives_count: '3',
  client_connection_check_interval: '10s',
  idle_in_transaction_session_timeout: '5min',
  // A load may take hours, whatever a role is allowed otherwise; questions are limited one by one.
  statement_timeout: '0',
};

/** Servers before 14, and those on Windows, do not look after clients during a statement. */
const setSession = `SELECT set_config(name, wanted.value, false)
  FROM pg_settings JOIN json_each_text($1) AS wanted(key, value) ON lower(name) = wanted.key
  WHERE name <> 'client_connection_check_interval' OR version() !~* 'visual c|msvc|mingw'`;

/** A few connections to one database, made when they are needed. */
export class PostgresClient {
  /** For messages: `PostgreSQL at db.example.com:5432/warehouse`. */
  readonly description: string;
  readonly #pool: Pool;
  readonly #cancel: (backend: number) => Promise<void>;
  readonly #open = new Set<PostgresTransaction>();

  constructor({ url }: PostgresSettings) {
    const address = readServerAddress(url);
    this.description = `PostgreSQL at ${address.host}:${address.port}/${address.database}`;
    const config = {
      ...address,
      application_name: 'longshore',
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
      connectionTimeoutMillis: connectLimitMs,
    };
    this.#pool = new Pool({
      ...config,
      max: maxConnections,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
      onConnect: (client) => client.query(setSession, [JSON.stringify(settingsOfSession)]),
    });
    // Of one that breaks while nobody uses it the pool makes a new one; unheard, the event would end the process.
    this.#pool.on('error', () => {});
    this.#cancel = (backend) => cancelBackend(new Client({ ...config, query_timeout: connectLimitMs }), backend);
  }

  /**
   * Begins a transaction, which has a connection until it is committed or rolled back. Throws `tables-unavailable`,
   * `tables-auth` and the signal's AbortError, as all that is done in it does.
   */
  async begin(options: TransactionOptions): Promise<PostgresTransaction> {
    if (options.signal?.aborted) throw abortError(options.signal);
    const client = await this.#connect();
    const transaction = await beginTransaction(client, {
      ...options,
      where: this.description,
      cancel: this.#cancel,
      onOver: (over) => this.#open.delete(over),
    });
    this.#open.add(transaction);
    return transaction;
  }

  /** Does some work in a transaction: committed when it is over, rolled back when it throws. */
  async transaction<T>(
    options: TransactionOptions,
    work: (transaction: PostgresTransaction) => Promise<T>,
  ): Promise<T> {
    const transaction = await this.begin(options);
    try {
      const result = await work(transaction);
      await transaction.commit();
      return result;
    } finally {
      await transaction.rollback();
    }
  }

  /** Tries the server for real, credentials and the right to make tables included; nothing is made. */
  async check(): Promise<void> {
    const transaction = await this.begin({ readOnly: false });
    try {
      await transaction.query('CREATE SCHEMA IF NOT EXISTS _longshore');
      await transaction.query('CREATE TABLE "longshore check" (n integer)');
      await transaction.query('CREATE TABLE _longshore."longshore check" (n integer)');
    } finally {
      await transaction.rollback();
    }
  }

  /** Closes all connections. A transaction that is still open is undone. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((transaction) => transaction.abandon()));
    await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (thrown) {
      throw connectionFailure(thrown, this.description);
    }
  }
}

async function cancelBackend(client: Client, backend: number): Promise<void> {
  // It breaks after the answer as it breaks before: nobody waits for more of it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_cancel_backend($1)', [backend]);
  } finally {
    await client.end();
  }
}
