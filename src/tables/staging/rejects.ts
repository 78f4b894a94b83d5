import { z } from 'zod';
import { type DuckDbSession, quotedText } from '../../connectors/duckdb';
import { countLines, delimitedRows } from '../../formats';
import type { PlacedFile, PlacedRow, ReadInput } from './file-group';
import { openLocal, textOf } from './open-text';
import type { DelimitedHead } from './read-delimited';

const reject = z.tuple([z.coerce.number(), z.string()]);
const endlessQuote = 'UNQUOTED VALUE';

/** What the engine's words mean; those of a row that it reads are the feed's matter. */
const reasons: Readonly<Record<string, string>> = {
  'MISSING COLUMNS': 'has fewer columns than the file',
  'TOO MANY COLUMNS': 'has more columns than the file',
  [endlessQuote]: 'has a quote that does not end where it should',
  'LINE SIZE OVER MAXIMUM': 'is longer than 2 MB',
  'INVALID ENCODING': 'is not UTF-8',
};

/**
 * Rows of a file that the engine could not divide into columns. It keeps them in a table, and calls them by their place
 * among all rows, that of the names and blank ones included.
 *
 * Behind a quote that is never closed it drops the rest of the file and speaks of one row: of 700,000 rows 690,000 were gone
 * so. Therefore the lines of a file with bad rows are counted, and those of which nothing is said are bad rows too.
 */
export class Rejects {
  readonly #session: DuckDbSession;
  readonly #placed: PlacedFile;
  readonly #head: DelimitedHead;
  /** In ascending order, with the engine's word for each. */
  readonly #rejected: { readonly ordinals: number[]; readonly kinds: string[] } = { ordinals: [], kinds: [] };

  constructor(session: DuckDbSession, placed: PlacedFile, head: DelimitedHead) {
    this.#session = session;
    this.#placed = placed;
    this.#head = head;
  }

  /** The statement that reads the file: its place, each row's, and the values as `c0` and so on. Run it once. */
  get select(): string {
    const { separator, quote, headerRows, compression, names } = this.#head;
    const columns = names.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
    const options = [
      'auto_detect = false',
      'header = false',
      `skip = ${headerRows}`,
      `delim = ${quotedText(separator)}`,
      `quote = ${quotedText(quote)}`,
      `escape = ${quotedText(quote)}`,
      `compression = '${compression}'`,
      `columns = {${columns}}`,
      'store_rejects = true',
      `rejects_table = '${this.#table}'`,
      `rejects_scan = '${this.#table}_scan'`,
      'rejects_limit = 0',
    ];
    // Without an order of its own the engine numbers the rows as they stand in the file: it reads it in one thread then.
    return `SELECT ${this.#placed.place}::INTEGER AS file, row_number() OVER () - 1 AS row, *
            FROM read_csv(${quotedText(this.#placed.file.path)}, ${options.join(', ')})`;
  }

  /** Reports the rows, and answers how many they are. `table` holds those that could be read. */
  async report(table: string, { errors, signal }: ReadInput): Promise<number> {
    await this.#readRejected();
    const { ordinals, kinds } = this.#rejected;
    if (ordinals.length === 0) return 0;
    const lost = await this.#countLost(table, signal);
    let next = 0;
    const add = async (line: number | undefined, record: string) => {
      const [ordinal = 0, kind = ''] = [ordinals[next], kinds[next]];
      const endless = lost > 0 && kind === endlessQuote ? `; ${lost} lines behind it are lost with it` : '';
      const message = `The row ${reasons[kind] ?? 'cannot be divided into columns'}${endless}`;
      const { name: file } = this.#placed.file;
      await errors.add({ file, line, row: ordinal - 1 - this.#head.headerRows, column: undefined, message, record });
      next += 1;
    };
    for await (const { ordinal, line, text } of this.#rows(signal))
      if (ordinal === ordinals[next]) await add(line, text);
    // Behind an endless quote the engine may find rows again that are none here.
    while (next < ordinals.length) await add(undefined, '');
    return ordinals.length + lost;
  }

  /** The rows that the engine could read, as they stand in the file; once the others are reported. */
  async *acceptedRows(signal: AbortSignal | undefined): AsyncGenerator<PlacedRow, void> {
    const { ordinals } = this.#rejected;
    let next = 0;
    let row = 0;
    for await (const { ordinal, line, text } of this.#rows(signal)) {
      if (ordinal === ordinals[next]) next += 1;
      else if (ordinal > this.#head.headerRows && (text !== '' || this.#head.names.length === 1))
        yield { row: row++, line, text };
    }
  }

  get #table(): string {
    return `longshore_rejects_${this.#placed.place}`;
  }

  async #readRejected(): Promise<void> {
    const { batches } = await this.#session.stream(
      `SELECT line, any_value(error_type) FROM ${this.#table} GROUP BY line ORDER BY line`,
    );
    for await (const batch of batches) {
      for (const row of batch) {
        const [ordinal, kind] = reject.parse(row);
        this.#rejected.ordinals.push(ordinal);
        this.#rejected.kinds.push(kind);
      }
    }
  }

  /** Lines of the file less those of rows that were read, and those of rows that were not. */
  async #countLost(table: string, signal: AbortSignal | undefined): Promise<number> {
    const { bytes } = await openLocal(this.#placed.file, signal);
    const lines = (await countLines(bytes)) - this.#head.headerRows;
    const breaks = this.#head.names.map((_, index) => breaksIn(`c${index}`)).join(' + ');
    const { count } = await this.#session.row(
      `SELECT (SELECT coalesce(sum(1 + ${breaks}), 0) FROM ${table} WHERE file = ${this.#placed.place})
            + (SELECT sum(lines) FROM (
                 SELECT max(CASE error_type WHEN '${endlessQuote}' THEN 1 ELSE 1 + ${breaksIn('csv_line')} END) AS lines
                 FROM ${this.#table} GROUP BY line)) AS count`,
      z.object({ count: z.coerce.number() }),
    );
    return Math.max(0, lines - count);
  }

  async *#rows(signal: AbortSignal | undefined): AsyncGenerator<{ ordinal: number; line: number; text: string }, void> {
    const { bytes } = await openLocal(this.#placed.file, signal);
    try {
      let ordinal = 0;
      for await (const row of delimitedRows(textOf(bytes), this.#head)) yield { ordinal: ++ordinal, ...row };
    } finally {
      await bytes.return();
    }
  }
}

/** How many lines that are not blank a value has behind its first. */
function breaksIn(value: string): string {
  const without = (replacement: string) => `length(regexp_replace(${value}, '[\\r\\n]+', ${replacement}, 'g'))`;
  return `CASE WHEN regexp_matches(${value}, '[\\r\\n]') THEN ${without("'.'")} - ${without("''")} ELSE 0 END`;
}
