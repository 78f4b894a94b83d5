import { z } from 'zod';
import type { FeedConfig } from '../../config';
import type { PostgresTransaction } from '../../connectors/postgres';
import { LongshoreError } from '../../contract/failure';
import { feedLoadedSchema } from '../feed-loaded-schema';
import type { FeedLoad, FeedLoaded, ObjectVersion } from '../tables';

/** A feed that has a table. */
export interface KnownFeed {
  readonly feed: string;
  /** Tags of its columns, by their names. */
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly loadedAt: number | undefined;
}

/** What was loaded into which feed, in a schema of its own beside the tables. */
const statements = [
  'CREATE SCHEMA IF NOT EXISTS _longshore',
  // The schema of the tables, lest two that are called the same in two schemas share a ledger.
  'CREATE TABLE IF NOT EXISTS _longshore.feeds (feed text PRIMARY KEY, schema text NOT NULL, tags jsonb NOT NULL)',
  `CREATE TABLE IF NOT EXISTS _longshore.objects (feed text, name text, etag text NOT NULL, size bigint NOT NULL, day text,
    run_id text NOT NULL, PRIMARY KEY (feed, name))`,
  `CREATE TABLE IF NOT EXISTS _longshore.loads (feed text, run_id text, courier text NOT NULL, loaded_at bigint NOT NULL,
    loaded jsonb NOT NULL, PRIMARY KEY (feed, run_id))`,
];

export async function makeLedger(transaction: PostgresTransaction): Promise<void> {
  // Two at once would both find that there is none.
  await lock(transaction, 'ledger');
  for (const statement of statements) await transaction.query(statement);
}

/** Waits until nobody else loads the feed, or makes its table; until the end of the transaction nobody will. */
export async function lockFeed(transaction: PostgresTransaction, feed: string): Promise<void> {
  await lock(transaction, `feed ${feed}`);
}

async function lock(transaction: PostgresTransaction, what: string): Promise<void> {
  await transaction.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`longshore ${what}`]);
}

const version = z.object({ name: z.string(), etag: z.string(), size: z.coerce.number() });

export async function loadedVersions(
  transaction: PostgresTransaction,
  feed: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, ObjectVersion>> {
  const rows = await transaction.query(
    'SELECT name, etag, size FROM _longshore.objects WHERE feed = $1 AND name = ANY ($2)',
    [feed, names],
  );
  return new Map(rows.map((row) => version.parse(row)).map(({ name, etag, size }) => [name, { etag, size }]));
}

/** What a run has loaded into a feed before, if it has. */
export async function loadedBefore(transaction: PostgresTransaction, load: FeedLoad): Promise<FeedLoaded | undefined> {
  const [row] = await transaction.query('SELECT loaded FROM _longshore.loads WHERE feed = $1 AND run_id = $2', [
    load.feed,
    load.runId,
  ]);
  return row && { ...feedLoadedSchema.parse(row.loaded), repeated: true };
}

/** Notes a load, in the transaction that it is. */
export async function noteLoad(transaction: PostgresTransaction, load: FeedLoad, loaded: FeedLoaded): Promise<void> {
  const { feed, runId, courier, objects } = load;
  // An object stands there once: one statement changes a row once.
  const rows = [
    ...new Map(objects.map(({ name, etag, size, day = null }) => [name, { name, etag, size, day }])).values(),
  ];
  await transaction.query(
    `INSERT INTO _longshore.objects (feed, name, etag, size, day, run_id)
     SELECT $1, name, etag, size, day, $2 FROM json_to_recordset($3) AS o(name text, etag text, size bigint, day text)
     ON CONFLICT (feed, name) DO UPDATE
     SET etag = excluded.etag, size = excluded.size, day = excluded.day, run_id = excluded.run_id`,
    [feed, runId, JSON.stringify(rows)],
  );
  await transaction.query(
    'INSERT INTO _longshore.loads (feed, run_id, courier, loaded_at, loaded) VALUES ($1, $2, $3, $4, $5)',
    [feed, runId, courier, Date.now(), JSON.stringify(loaded)],
  );
}

export async function noteFeed(transaction: PostgresTransaction, feed: string, settings: FeedConfig): Promise<void> {
  const tags = Object.entries(settings.fields).flatMap(([name, { tag }]) => (tag === undefined ? [] : [[name, tag]]));
  const [row] = await transaction.query(
    `INSERT INTO _longshore.feeds (feed, schema, tags) VALUES ($1, current_schema(), $2)
     ON CONFLICT (feed) DO UPDATE SET tags = excluded.tags RETURNING schema, current_schema() AS own`,
    [feed, JSON.stringify(Object.fromEntries(tags))],
  );
  if (row?.schema === row?.own) return;
  const where = `The table of ${feed} lies in the schema ${row?.schema}, and the user of the connection makes tables in ${row?.own}`;
  throw new LongshoreError('config-invalid', where, {
    remedy: 'Let all connections to a database have the same search_path, or give each a database of its own.',
  });
}

/** Forgets what was loaded into a feed, so that all of it is loaded anew. */
export async function forgetLoads(transaction: PostgresTransaction, feed: string): Promise<void> {
  for (const table of ['objects', 'loads']) {
    await transaction.query(`DELETE FROM _longshore.${table} WHERE feed = $1`, [feed]);
  }
}

const known = z.object({
  feed: z.string(),
  tags: z.record(z.string(), z.string()),
  loaded_at: z.coerce.number().nullable(),
});

/** Feeds whose tables lie where this connection makes them. */
export async function knownFeeds(transaction: PostgresTransaction): Promise<KnownFeed[]> {
  const rows = await transaction.query(
    `SELECT feed, tags, (SELECT max(loaded_at) FROM _longshore.loads l WHERE l.feed = f.feed) AS loaded_at
     FROM _longshore.feeds f WHERE schema = current_schema() ORDER BY feed COLLATE "C"`,
  );
  return rows
    .map((row) => known.parse(row))
    .map(({ loaded_at, ...feed }) => ({ ...feed, loadedAt: loaded_at ?? undefined }));
}
