import { z } from 'zod';
import type { FeedConfig } from '../../config';
import { type DuckDbSession, quotedName, quotedText } from '../../connectors/duckdb';
import { LongshoreError } from '../../contract/failure';
import type { StagedColumn } from '../staging';
import { type KnownFeed, tableOf } from './ledger';

/** Types of a table's columns by their names, in their order; none where there is no table. */
export async function typesOfTable(session: DuckDbSession, feed: string): Promise<Map<string, string>> {
  const rows = await session.rows(
    `SELECT column_name AS name, data_type AS type FROM duckdb_columns()
     WHERE schema_name = 'main' AND NOT internal AND database_name = current_database() AND table_name = ${quotedText(feed)}
     ORDER BY column_index`,
    z.object({ name: z.string(), type: z.string() }),
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

export async function rowsOfTable(session: DuckDbSession, feed: string): Promise<number> {
  const { count } = await session.row(
    `SELECT count(*) AS count FROM ${tableOf(feed)}`,
    z.object({ count: z.coerce.number() }),
  );
  return count;
}

/** Makes a table, and in the place of one that is there an empty one. It has no key of its own: one costs 0.6 of a load's speed. */
export async function makeTable(session: DuckDbSession, feed: string, columns: readonly StagedColumn[]): Promise<void> {
  const list = columns.map(({ name, type }) => `${quotedName(name)} ${type}`).join(', ');
  await session.run(`CREATE OR REPLACE TABLE ${tableOf(feed)} (${list})`);
}

/** Adds columns that a feed has got since. Throws `feed-key-changed` where one has another type than the table. */
export async function addColumns(
  session: DuckDbSession,
  feed: string,
  columns: readonly StagedColumn[],
  types: ReadonlyMap<string, string>,
): Promise<void> {
  const typeOf = new Map([...types].map(([name, type]) => [name.toLowerCase(), type]));
  for (const { name, type } of columns) {
    const has = typeOf.get(name.toLowerCase());
    if (has === undefined) await session.run(`ALTER TABLE ${tableOf(feed)} ADD COLUMN ${quotedName(name)} ${type}`);
    else if (has !== type) {
      throw new LongshoreError(
        'feed-key-changed',
        `${name} of ${feed} is ${has} in its table, and ${type} in the feed now.`,
        {
          remedy:
            'Restore its type, or empty the table with `longshore feeds activate … --purge` and load all of it again.',
        },
      );
    }
  }
}

/** Throws `feed-key-changed` where a table was filled with another key. */
export function requireSameKey(feed: string, settings: FeedConfig, known: KnownFeed | undefined): void {
  if (known === undefined || sorted(known.primaryKey) === sorted(settings.primaryKey)) return;
  throw new LongshoreError(
    'feed-key-changed',
    `The key of ${feed} is ${settings.primaryKey.join(', ')}, and its table was filled with ${known.primaryKey.join(', ')}.`,
  );
}

const sorted = (names: readonly string[]): string => JSON.stringify([...names].sort());
