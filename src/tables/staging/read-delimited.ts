import { quotedName, quotedText } from '../../connectors/duckdb';
import { type Dialect, delimitedRows, valuesOfRow } from '../../formats';
import type { LocalFile } from '../tables';
import type { FileColumn, FileGroup, PlacedRow, ReadFiles, ReadInput } from './file-group';
import { nameInFile } from './match-columns';
import { compressionOf, openLocal, textOf } from './open-text';
import { Rejects } from './rejects';

const separators: Readonly<Record<string, string>> = {
  'text/csv': ',',
  'text/tab-separated-values': '\t',
  'text/pipe-separated-values': '|',
};

/**
 * Text with columns is read by the engine, all values as text: what a value may look like says the feed. Files with the same
 * columns share a temporary table; rows that cannot be divided into columns are reported.
 */
export async function readDelimited(input: ReadInput): Promise<ReadFiles> {
  const groups = new Map<string, { table: string; columns: readonly FileColumn[]; last: number }>();
  const columnsOf = new Map<number, readonly string[]>();
  const unread = new Map<number, number>();
  const rowsOf = new Map<number, () => AsyncIterable<PlacedRow>>();
  for (const placed of input.files) {
    const head = await readHead(placed.file, input);
    if (head === undefined) continue;
    const columns = head.names.map((name, index) => ({ name, sql: `c${index}`, type: 'VARCHAR' }));
    const key = JSON.stringify(head.names);
    const group = groups.get(key) ?? {
      table: quotedName(`longshore:text ${groups.size}`),
      columns,
      last: placed.place,
    };
    const rejects = new Rejects(input.session, placed, head);
    await input.session.run(
      `${groups.has(key) ? `INSERT INTO ${group.table}` : `CREATE OR REPLACE TEMP TABLE ${group.table} AS`} ${rejects.select}`,
    );
    groups.set(key, { ...group, last: placed.place });
    columnsOf.set(placed.place, head.names);
    unread.set(placed.place, await rejects.report(group.table, input));
    rowsOf.set(placed.place, () => rejects.acceptedRows(input.signal));
  }
  return { groups: [...groups.values()].map(groupOf), columnsOf, unread, rowsOf };
}

/** How a file is divided into columns, and what they are called. */
export interface DelimitedHead extends Dialect {
  readonly names: readonly string[];
  readonly headerRows: number;
  readonly compression: 'none' | 'gzip';
}

/**
 * Names of columns stand in the first row; without a row of names they are the feed's fields in their order. Undefined for
 * a file without a row.
 */
async function readHead(file: LocalFile, { settings, signal }: ReadInput): Promise<DelimitedHead | undefined> {
  const { contentType, headerRows = 1, separator = separators[contentType] ?? ',', quote = '"' } = file.landAs;
  const { encoding, bytes } = await openLocal(file, signal);
  try {
    for await (const { text } of delimitedRows(textOf(bytes), { separator, quote }, Number.POSITIVE_INFINITY)) {
      const values = valuesOfRow(text, { separator, quote });
      const fields = Object.keys(settings.fields).map((field) => nameInFile(field, settings));
      const names =
        headerRows > 0
          ? values.map((value) => value.trim())
          : values.map((_, index) => fields[index] ?? `column_${index + 1}`);
      return { names, separator, quote, headerRows, compression: compressionOf(encoding, file) };
    }
    return undefined;
  } finally {
    await bytes.return();
  }
}

function groupOf({ table, columns, last }: { table: string; columns: readonly FileColumn[]; last: number }): FileGroup {
  const list = columns.map(({ name, sql }) => `${quotedText(name)}, ${sql}`);
  return {
    from: table,
    columns,
    file: 'file',
    row: 'row',
    line: 'NULL::BIGINT',
    record: `json_object(${list.join(', ')})::VARCHAR`,
    last,
  };
}
