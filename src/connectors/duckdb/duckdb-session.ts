import type { DuckDBConnection, Json } from '@duckdb/node-api';
import type { z } from 'zod';
import { type DuckDbCall, duckDbFailure } from './duckdb-failure';
import { jsonValue } from './json-value';

/** Who asks for statements: what is said of them when they fail, and what interrupts them. */
export type SessionOptions = Omit<DuckDbCall, 'database'>;

/** What a statement answers, row by row. */
export interface StreamedAnswer {
  /** Types in the words of the engine. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly batches: AsyncGenerator<Json[][], void>;
}

/**
 * One connection to a database: one statement at a time, and one transaction. Temporary tables belong to it. A signal
 * interrupts the statement that is running and refuses the next.
 *
 * Throws what `duckDbFailure` makes of the engine's errors, and the signal's AbortError.
 */
export class DuckDbSession {
  readonly #connection: DuckDBConnection;
  readonly #call: DuckDbCall;
  readonly #interrupt = () => this.#connection.interrupt();

  constructor(connection: DuckDBConnection, call: DuckDbCall) {
    this.#connection = connection;
    this.#call = call;
    call.signal?.addEventListener('abort', this.#interrupt);
  }

  /** Runs a statement, and answers how many rows it has changed. */
  async run(sql: string): Promise<number> {
    return this.#translated(async () => (await this.#connection.run(sql)).rowsChanged);
  }

  /** The rows of an answer that is small, each parsed; integers of 64 bits come as text. */
  async rows<Row>(sql: string, row: z.ZodType<Row>): Promise<Row[]> {
    const read = await this.#translated(() => this.#connection.runAndReadAll(sql));
    return read.getRowObjectsJson().map((value) => row.parse(value));
  }

  /** The one row of an answer. */
  async row<Row>(sql: string, row: z.ZodType<Row>): Promise<Row> {
    const [only] = await this.rows(sql, row);
    if (only === undefined) throw new Error('A statement answered no row');
    return only;
  }

  /** An answer of any size: its columns, and its rows as `jsonValue` has them, some thousands at a time. */
  async stream(sql: string): Promise<StreamedAnswer> {
    const result = await this.#translated(() => this.#connection.stream(sql));
    const types = result.columnTypes();
    const names = result.columnNames();
    const chunks = result.yieldRowsJson();
    const next = () => this.#translated(() => chunks.next());
    const batches = async function* (): AsyncGenerator<Json[][], void> {
      for (let chunk = await next(); chunk.done !== true; chunk = await next()) {
        yield chunk.value.map((row) => types.map((type, index) => jsonValue(row[index], type)));
      }
    };
    return { columns: names.map((name, index) => ({ name, type: String(types[index]) })), batches: batches() };
  }

  /** All of it or nothing: what is thrown inside takes back what was done. */
  async transaction<Result>(work: () => Promise<Result>, mode: '' | 'READ ONLY' = ''): Promise<Result> {
    await this.run(`BEGIN TRANSACTION ${mode}`);
    try {
      const result = await work();
      await this.run('COMMIT');
      return result;
    } catch (error) {
      // Not by `run`, which an aborted signal refuses. Where there is none left, for the engine has rolled back by itself,
      // the error says so, and is nothing new.
      await this.#connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  close(): void {
    this.#call.signal?.removeEventListener('abort', this.#interrupt);
    this.#connection.closeSync();
  }

  async #translated<Result>(ask: () => Promise<Result>): Promise<Result> {
    try {
      this.#call.signal?.throwIfAborted();
      return await ask();
    } catch (error) {
      throw duckDbFailure(error, this.#call);
    }
  }
}
