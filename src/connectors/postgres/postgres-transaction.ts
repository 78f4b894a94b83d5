import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CustomTypesConfig, FieldDef, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { abortError } from '../abort-error';
import { connectionFailure, postgresFailure } from './postgres-failure';
import { queryFailure } from './query-failure';

export interface TransactionOptions {
  readonly readOnly: boolean;
  /** Interrupts what runs, and rolls back. */
  readonly signal?: AbortSignal | undefined;
}

interface Surroundings extends TransactionOptions {
  /** The database, as messages name it. */
  readonly where: string;
  /** Tells the server to end what a backend of it does. */
  readonly cancel: (backend: number) => Promise<void>;
  /** Is told when the connection is given back. */
  readonly onOver: (transaction: PostgresTransaction) => void;
}

/** So long the server has to end a statement before the connection is broken off. */
const cancelLimitMs = 5_000;

export async function beginTransaction(client: PoolClient, surroundings: Surroundings): Promise<PostgresTransaction> {
  const transaction = new PostgresTransaction(client, surroundings);
  try {
    await transaction.begin();
    return transaction;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** A transaction that runs, and the connection that it has to itself. */
export class PostgresTransaction {
  readonly #client: PoolClient;
  readonly #surroundings: Surroundings;
  #isOver = false;
  #isLost = false;
  #backend: number | undefined;
  #cancelled: Promise<void> | undefined;
  #limit: NodeJS.Timeout | undefined;

  constructor(client: PoolClient, surroundings: Surroundings) {
    this.#client = client;
    this.#surroundings = surroundings;
    client.on('error', this.#lose);
    surroundings.signal?.addEventListener('abort', this.#interrupt);
  }

  async begin(): Promise<void> {
    await this.query(this.#surroundings.readOnly ? 'BEGIN READ ONLY' : 'BEGIN');
    const [row] = await this.query('SELECT pg_backend_pid() AS backend');
    this.#backend = Number(row?.backend);
  }

  /** Answers the rows of one statement. */
  async query(sql: string, values: readonly unknown[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { rows } = await this.#run(() => this.#client.query(sql, [...values]));
    return rows;
  }

  /**
   * Answers rows as lists, beside what their columns are, for a statement that a person has written: what is wrong with
   * it is `query-invalid`, in the words of the database.
   */
  async queryLists(
    sql: string,
    types?: CustomTypesConfig,
  ): Promise<{ readonly fields: readonly FieldDef[]; readonly rows: readonly (readonly unknown[])[] }> {
    // The extended protocol takes one statement alone, also where a text has two.
    const statement = { text: sql, rowMode: 'array' as const, queryMode: 'extended', ...(types && { types }) };
    return await this.#run(() => this.#client.query(statement), queryFailure);
  }

  /** Sends bytes to a `COPY … FROM STDIN`, no faster than the server takes them. Answers how many rows came. */
  async copyIn(sql: string, bytes: Readable): Promise<number> {
    return await this.#run(async () => {
      const stream = this.#client.query(copyFrom(sql));
      await pipeline(bytes, stream, { signal: this.#surroundings.signal });
      return stream.rowCount;
    });
  }

  async commit(): Promise<void> {
    await this.query('COMMIT');
    await this.#release();
  }

  /** Undoes all that was done in it; nothing where it is over. A connection that is gone has undone it already. */
  async rollback(): Promise<void> {
    if (this.#isOver) return;
    try {
      if (!this.#isLost) await this.#client.query('ROLLBACK');
    } catch {
      this.#isLost = true;
    }
    await this.#release();
  }

  /** Undoes all of it without waiting for what runs. */
  async abandon(): Promise<void> {
    if (this.#isOver) return;
    this.#breakOff();
    await this.rollback();
  }

  async #run<T>(work: () => Promise<T>, translate = postgresFailure): Promise<T> {
    const { signal, where } = this.#surroundings;
    if (signal?.aborted) throw abortError(signal);
    try {
      return await work();
    } catch (thrown) {
      if (signal?.aborted) throw abortError(signal);
      throw this.#isLost ? connectionFailure(thrown, where) : translate(thrown, where);
    }
  }

  async #release(): Promise<void> {
    this.#isOver = true;
    this.#surroundings.signal?.removeEventListener('abort', this.#interrupt);
    await this.#cancelled;
    clearTimeout(this.#limit);
    this.#client.off('error', this.#lose);
    // A cancel that comes late would meet the next transaction of the connection.
    this.#client.release(this.#isLost || this.#cancelled !== undefined);
    this.#surroundings.onOver(this);
  }

  readonly #lose = () => {
    this.#isLost = true;
  };

  readonly #interrupt = () => {
    if (this.#backend === undefined) return;
    this.#limit = setTimeout(this.#breakOff, cancelLimitMs);
    this.#cancelled = this.#surroundings.cancel(this.#backend).catch(this.#breakOff);
  };

  /** Ends what is asked at this side; at the other, the server finds nobody there. */
  readonly #breakOff = () => {
    this.#isLost = true;
    void this.#client.end();
  };
}
