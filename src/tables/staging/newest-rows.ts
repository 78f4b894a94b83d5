import { z } from 'zod';
import type { FeedConfig } from '../../config';
import { type DuckDbSession, quotedName } from '../../connectors/duckdb';
import { type StagedColumn, stage } from './stage-view';

interface FindInput {
  readonly session: DuckDbSession;
  readonly settings: FeedConfig;
  readonly columns: readonly StagedColumn[];
  readonly hasBad: boolean;
}

const count = z.object({ count: z.coerce.number() });
/** Of each row the key as 64 bits, its file, and whether it is bad. */
export const keysTable = quotedName('longshore:keys');
const doublesTable = quotedName('longshore:doubles');
const olderTable = quotedName('longshore:older');

/**
 * Of the rows of a stage the newest of each key: those with the greatest last-updated value, a null being the smallest; of
 * equal ones, or where no field tells, the one of the last file, and in it the last.
 *
 * Rows that are older are named in a table, and what is left is found by their absence: rows stream through, and memory
 * holds what is left out, not what is kept. A window over whole rows would hold all of them: 0.88 of an insert's speed in
 * the best case. Only keys that are there more than once are compared; which these are is told by a hash of 64 bits, and
 * keys that share one by chance are merely compared as well.
 */
export class NewestRows {
  readonly #input: FindInput;
  #older: number;

  private constructor(input: FindInput, older: number) {
    this.#input = input;
    this.#older = older;
  }

  static async find(input: FindInput): Promise<NewestRows> {
    const { session, settings } = input;
    await session.run(
      `CREATE OR REPLACE TEMP TABLE ${doublesTable} AS
       SELECT key FROM ${keysTable} WHERE NOT bad GROUP BY key HAVING count(*) > 1`,
    );
    await session.run(`CREATE OR REPLACE TEMP TABLE ${olderTable} (file INTEGER, row BIGINT)`);
    const rows = new NewestRows(input, 0);
    const doubles = await session.row(`SELECT count(*) AS count FROM ${doublesTable}`, count);
    if (doubles.count === 0) return rows;
    const keys = settings.primaryKey.map(quotedName).join(', ');
    const order = [`${stage.file} DESC`, `${stage.row} DESC`];
    if (settings.lastUpdated !== 'generated') order.unshift(`${quotedName(settings.lastUpdated)} DESC NULLS LAST`);
    await rows.leaveOut(
      `SELECT ${stage.file}, ${stage.row} FROM ${stage.view}
       WHERE ${stage.bad} IS NULL AND hash(${keys}) IN (SELECT key FROM ${doublesTable})
       QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY ${order.join(', ')}) > 1`,
    );
    return rows;
  }

  /** How many good rows are left out. */
  get older(): number {
    return this.#older;
  }

  /** Leaves out more: a statement that answers file and row of each. Answers how many. */
  async leaveOut(select: string): Promise<number> {
    const more = await this.#input.session.run(`INSERT INTO ${olderTable} ${select}`);
    this.#older += more;
    return more;
  }

  /** The statement whose rows are the newest; by itself the columns of the feed, in their order. */
  select(expressions: readonly string[] = this.#input.columns.map(({ name }) => quotedName(name))): string {
    const from =
      this.#older === 0 ? '' : `ANTI JOIN ${olderTable} AS o ON o.file = ${stage.file} AND o.row = ${stage.row}`;
    const where = this.#input.hasBad ? `WHERE ${stage.bad} IS NULL` : '';
    return `SELECT ${expressions.join(', ')} FROM ${stage.view} ${from} ${where}`;
  }
}
