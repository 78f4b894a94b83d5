import { z } from 'zod';
import { type PostgresTransaction, postgresName } from '../../connectors/postgres';
import { LongshoreError } from '../../contract/failure';
import type { PostgresColumn } from './column-of-field';

/** A table as it is. */
export interface DomainTable {
  readonly columns: readonly PostgresColumn[];
  /** None where it has no key, for it was made by somebody else. */
  readonly primaryKey: readonly string[];
}

const column = z.object({ name: z.string(), type: z.string(), place: z.number().nullable() });

/** The table of a feed in the schema where this connection makes them; undefined where there is none. */
export async function tableOf(transaction: PostgresTransaction, feed: string): Promise<DomainTable | undefined> {
  const rows = await transaction.query(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, array_position(indkey::int2[], attnum) AS place
     FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid LEFT JOIN pg_index i ON indrelid = c.oid AND indisprimary
     WHERE relnamespace = current_schema()::regnamespace AND relname = $1 AND attnum > 0 AND NOT attisdropped
     ORDER BY attnum`,
    [feed],
  );
  if (rows.length === 0) return undefined;
  const columns = rows.map((row) => column.parse(row));
  const keys = columns.flatMap(({ name, place }) => (place === null ? [] : [{ name, place }]));
  keys.sort((one, other) => one.place - other.place);
  return { columns: columns.map(({ name, type }) => ({ name, type })), primaryKey: keys.map(({ name }) => name) };
}

export async function hasRows(transaction: PostgresTransaction, feed: string): Promise<boolean> {
  const [row] = await transaction.query(`SELECT EXISTS (SELECT FROM ${postgresName(feed)}) AS has`);
  return row?.has === true;
}

/** What a table is to be, beside what it is. */
interface Wanted {
  readonly feed: string;
  readonly columns: readonly PostgresColumn[];
  readonly primaryKey: readonly string[];
  /** Undefined where there is none. */
  readonly table: DomainTable | undefined;
}

/** Throws `feed-key-changed` where a table has another key. */
export function requireSameKey({ feed, primaryKey, table }: Omit<Wanted, 'columns'>): void {
  if (table === undefined || sorted(primaryKey) === sorted(table.primaryKey)) return;
  const had = table.primaryKey.length === 0 ? 'has none' : `was filled with ${table.primaryKey.join(', ')}`;
  throw new LongshoreError('feed-key-changed', `The key of ${feed} is ${primaryKey.join(', ')}, and its table ${had}.`);
}

const sorted = (names: readonly string[]): string => JSON.stringify([...names].sort());

/** Makes a table, or adds to it the columns that its feed has got. Throws `feed-key-changed` where one has another type. */
export async function makeTable(transaction: PostgresTransaction, wanted: Wanted): Promise<void> {
  const { feed, columns, primaryKey, table } = wanted;
  const name = postgresName(feed);
  if (table === undefined) {
    const list = columns.map((column) => `${postgresName(column.name)} ${column.type}`).join(', ');
    await transaction.query(`CREATE TABLE ${name} (${list}, PRIMARY KEY (${primaryKey.map(postgresName).join(', ')}))`);
    return;
  }
  const other = otherTypes(wanted)[0];
  if (other !== undefined) {
    throw new LongshoreError(
      'feed-key-changed',
      `${other.name} of ${feed} is ${other.is} in its table, not ${other.type}.`,
      {
        remedy:
          'Restore its type, or empty the table with `longshore feeds activate … --purge` and load all of it again.',
      },
    );
  }
  await addColumns(transaction, wanted);
}

/** Makes a table without rows what its feed says, its key too. It stays the same table: rights and views of it are kept. */
export async function remakeTable(transaction: PostgresTransaction, wanted: Wanted): Promise<void> {
  const { feed, primaryKey, table } = wanted;
  if (table === undefined) return makeTable(transaction, wanted);
  const name = postgresName(feed);
  await addColumns(transaction, wanted);
  for (const column of otherTypes(wanted)) {
    await transaction.query(
      `ALTER TABLE ${name} ALTER COLUMN ${postgresName(column.name)} TYPE ${column.type} USING NULL`,
    );
  }
  if (sorted(primaryKey) === sorted(table.primaryKey)) return;
  const [key] = await transaction.query(
    `SELECT conname AS name FROM pg_constraint WHERE contype = 'p' AND conrelid = $1::regclass`,
    [name],
  );
  if (key !== undefined) {
    await transaction.query(`ALTER TABLE ${name} DROP CONSTRAINT ${postgresName(String(key.name))}`);
    // Columns of a key stay NOT NULL when it goes.
    for (const old of table.primaryKey) {
      await transaction.query(`ALTER TABLE ${name} ALTER COLUMN ${postgresName(old)} DROP NOT NULL`);
    }
  }
  await transaction.query(`ALTER TABLE ${name} ADD PRIMARY KEY (${primaryKey.map(postgresName).join(', ')})`);
}

async function addColumns(transaction: PostgresTransaction, { feed, columns, table }: Wanted): Promise<void> {
  const has = new Set(table?.columns.map(({ name }) => name));
  for (const { name, type } of columns.filter((column) => !has.has(column.name))) {
    await transaction.query(`ALTER TABLE ${postgresName(feed)} ADD COLUMN ${postgresName(name)} ${type}`);
  }
}

function otherTypes({ columns, table }: Wanted): readonly (PostgresColumn & { readonly is: string })[] {
  const types = new Map(table?.columns.map(({ name, type }) => [name, type]));
  return columns.flatMap((column) => {
    const is = types.get(column.name);
    return is === undefined || is === column.type ? [] : [{ ...column, is }];
  });
}
