import type { CustomTypesConfig, FieldDef } from 'pg';
import { z } from 'zod';
import type { DuckDb } from '../../connectors/duckdb';
import type { PostgresTransaction } from '../../connectors/postgres';
import { type ParsedStatements, parseStatement } from '../lineage/parse-statement';
import { tagColumns } from '../lineage/tag-columns';
import type { QueryResult, TableColumn, TaggedTable } from '../tables';
import type { LoadPlaces } from './load-feed';

/** What a person who waits for rows will wait; and other work has the machine meanwhile. */
const limitMs = 600_000;
const rowsAtOnce = 1_000;

const integer = (text: string) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
};
const float = (text: string) => {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
};

/** By the numbers that PostgreSQL has for its types; what is not here comes as text. */
const parsers = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [20, integer],
  [21, integer],
  [23, integer],
  [700, float],
  [701, float],
  [114, (text) => JSON.parse(text)],
  [3802, (text) => JSON.parse(text)],
]);

const types: CustomTypesConfig = {
  getTypeParser: (type: number) => parsers.get(type) ?? ((text: string) => text),
};

/**
 * Answers one statement that only reads, by a cursor in a transaction that cannot write. The transaction ends when the rows
 * have been read to their end, or are returned.
 */
export async function queryRows(
  { postgres, staging }: LoadPlaces,
  sql: string,
  { signal, tables }: { readonly signal: AbortSignal | undefined; readonly tables: readonly TaggedTable[] },
): Promise<QueryResult> {
  const transaction = await postgres.begin({ readOnly: true, signal });
  try {
    await transaction.query(`SET LOCAL statement_timeout = ${limitMs}`);
    await transaction.queryLists(`DECLARE longshore NO SCROLL CURSOR FOR ${sql}`);
    const first = await fetchRows(transaction);
    const found = await columnsOf(transaction, first.fields);
    const columns = tagged(found, await parsedBy(staging, sql), sql, tables);
    if (first.rows.length === rowsAtOnce) return { columns, rows: rowsOf(transaction, first.rows) };
    await transaction.rollback();
    return { columns, rows: onlyBatch(first.rows) };
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

async function* onlyBatch<Batch extends readonly unknown[]>(rows: Batch): AsyncGenerator<Batch, void> {
  if (rows.length > 0) yield rows;
}

function fetchRows(transaction: PostgresTransaction): ReturnType<PostgresTransaction['queryLists']> {
  return transaction.queryLists(`FETCH ${rowsAtOnce} FROM longshore`, types);
}

async function* rowsOf(
  transaction: PostgresTransaction,
  first: readonly (readonly unknown[])[],
): AsyncGenerator<readonly (readonly unknown[])[], void> {
  try {
    for (let rows = first; rows.length > 0; rows = (await fetchRows(transaction)).rows) yield rows;
  } finally {
    await transaction.rollback();
  }
}

const described = z.object({ type: z.string(), table: z.string().nullable(), column: z.string().nullable() });

/** A column of a result, and that of a table whose values it has, where it has them as they are. */
interface FoundColumn extends TableColumn {
  readonly of?: { readonly table: string; readonly column: string };
}

/** PostgreSQL itself tells which column of a feed's table is one of the result, whatever the query calls it. */
async function columnsOf(transaction: PostgresTransaction, fields: readonly FieldDef[]): Promise<FoundColumn[]> {
  const asked = fields.map(({ dataTypeID, dataTypeModifier, tableID, columnID }) => {
    return { type: dataTypeID, modifier: dataTypeModifier, table: tableID, place: columnID };
  });
  const rows = await transaction.query(
    `SELECT format_type(type, modifier) AS type, feed AS table, attname AS column
     FROM ROWS FROM (json_to_recordset($1) AS (type oid, modifier int, "table" oid, place int)) WITH ORDINALITY AS f(type, modifier, "table", place, nth)
     LEFT JOIN pg_attribute ON attrelid = "table" AND attnum = place
     LEFT JOIN pg_class c ON c.oid = attrelid
     LEFT JOIN pg_namespace n ON n.oid = relnamespace
     LEFT JOIN _longshore.feeds ON feed = relname AND schema = nspname
     ORDER BY nth`,
    [JSON.stringify(asked)],
  );
  return fields.map(({ name }, index) => {
    const { type, table, column } = described.parse(rows[index]);
    return table === null || column === null ? { name, type } : { name, type, of: { table, column } };
  });
}

/** Takes the statement apart as one of DuckDB, whose grammar has come from that of PostgreSQL. */
async function parsedBy(staging: DuckDb, sql: string): Promise<ParsedStatements> {
  // DuckDB reads a name with escapes as two names and a sign between them.
  if (/u&"/i.test(sql)) return { nodes: undefined, isSyntax: true, message: 'It has names with escapes' };
  const session = await staging.session();
  try {
    return await parseStatement(session, sql);
  } finally {
    session.close();
  }
}

/** What PostgreSQL tells of a column is sure; of others the statement tells. */
function tagged(
  found: readonly FoundColumn[],
  parsed: ParsedStatements,
  sql: string,
  tables: readonly TaggedTable[],
): TableColumn[] {
  const columns = found.map(({ name, type }) => ({ name, type }));
  return tagColumns(parsed, sql, columns, tables).map((column, index) => {
    const of = found[index]?.of;
    const table = of && tables.find(({ name }) => name === of.table);
    if (of === undefined || table === undefined) return column;
    const { name, type } = column;
    const tag = table.columns.find((one) => one.name === of.column)?.tag;
    return tag === undefined ? { name, type } : { name, type, tag };
  });
}
