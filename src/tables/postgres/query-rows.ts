import type { CustomTypesConfig, FieldDef } from 'pg';
import { z } from 'zod';
import type { PostgresClient, PostgresTransaction } from '../../connectors/postgres';
import type { QueryResult, TableColumn } from '../tables';

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
export async function queryRows(postgres: PostgresClient, sql: string, signal?: AbortSignal): Promise<QueryResult> {
  const transaction = await postgres.begin({ readOnly: true, signal });
  try {
    await transaction.query(`SET LOCAL statement_timeout = ${limitMs}`);
    await transaction.queryLists(`DECLARE longshore NO SCROLL CURSOR FOR ${sql}`);
    const first = await fetchRows(transaction);
    const columns = await columnsOf(transaction, first.fields);
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

const described = z.object({ type: z.string(), tag: z.string().nullable() });

/** A column that is one of a table of a feed, whatever the query calls it, has its tag. */
async function columnsOf(transaction: PostgresTransaction, fields: readonly FieldDef[]): Promise<TableColumn[]> {
  const asked = fields.map(({ dataTypeID, dataTypeModifier, tableID, columnID }) => {
    return { type: dataTypeID, modifier: dataTypeModifier, table: tableID, place: columnID };
  });
  const rows = await transaction.query(
    `SELECT format_type(type, modifier) AS type, tags ->> attname AS tag
     FROM ROWS FROM (json_to_recordset($1) AS (type oid, modifier int, "table" oid, place int)) WITH ORDINALITY AS f(type, modifier, "table", place, nth)
     LEFT JOIN pg_attribute ON attrelid = "table" AND attnum = place
     LEFT JOIN pg_class c ON c.oid = attrelid
     LEFT JOIN pg_namespace n ON n.oid = relnamespace
     LEFT JOIN _longshore.feeds ON feed = relname AND schema = nspname
     ORDER BY nth`,
    [JSON.stringify(asked)],
  );
  return fields.map(({ name }, index) => {
    const { type, tag } = described.parse(rows[index]);
    return tag === null ? { name, type } : { name, type, tag };
  });
}
