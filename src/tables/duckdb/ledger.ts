import { z } from 'zod';
import type { FeedConfig } from '../../config';
import { type DuckDbSession, quotedName, quotedText } from '../../connectors/duckdb';
import { feedLoadedSchema } from '../feed-loaded-schema';
import type { FeedLoad, FeedLoaded, ObjectVersion } from '../tables';

/** What was loaded into which feed, in a schema of its own beside the tables. */
const objectsTable = '_longshore.objects';
const loads = '_longshore.loads';
const feeds = '_longshore.feeds';

/** A feed as its table was made. */
export interface KnownFeed {
  readonly feed: string;
  readonly primaryKey: readonly string[];
  /** Tags of its columns, by their names. */
  readonly tags: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly loadedAt: number | undefined;
}

export async function makeLedger(session: DuckDbSession): Promise<void> {
  await session.run('CREATE SCHEMA IF NOT EXISTS _longshore');
  await session.run(
    `CREATE TABLE IF NOT EXISTS ${objectsTable} (feed VARCHAR, name VARCHAR, etag VARCHAR, size BIGINT, day VARCHAR, run_id VARCHAR)`,
  );
  await session.run(
    `CREATE TABLE IF NOT EXISTS ${loads} (feed VARCHAR, run_id VARCHAR, courier VARCHAR, loaded_at BIGINT, loaded JSON)`,
  );
  await session.run(`CREATE TABLE IF NOT EXISTS ${feeds} (feed VARCHAR, primary_key JSON, tags JSON)`);
}

const version = z.object({ name: z.string(), etag: z.string(), size: z.coerce.number() });
/** As many names stand in one statement. */
const namesAtOnce = 1_000;

export async function loadedVersions(
  session: DuckDbSession,
  feed: string,
  names: readonly string[],
): Promise<Map<string, ObjectVersion>> {
  const found = new Map<string, ObjectVersion>();
  for (let from = 0; from < names.length; from += namesAtOnce) {
    const some = names.slice(from, from + namesAtOnce);
    const rows = await session.rows(
      `SELECT name, etag, size FROM ${objectsTable} WHERE feed = ${quotedText(feed)} AND name IN (${texts(some)})`,
      version,
    );
    for (const { name, etag, size } of rows) found.set(name, { etag, size });
  }
  return found;
}

/** What a run has loaded into a feed before, if it has. */
export async function loadedBefore(session: DuckDbSession, load: FeedLoad): Promise<FeedLoaded | undefined> {
  const [row] = await session.rows(
    `SELECT loaded FROM ${loads} WHERE feed = ${quotedText(load.feed)} AND run_id = ${quotedText(load.runId)}`,
    z.object({ loaded: z.string() }),
  );
  return row && { ...feedLoadedSchema.parse(JSON.parse(row.loaded)), repeated: true };
}

/** Notes a load, in the transaction that it is. */
export async function noteLoad(session: DuckDbSession, load: FeedLoad, loaded: FeedLoaded): Promise<void> {
  const feed = quotedText(load.feed);
  const runId = quotedText(load.runId);
  // An object stands there once, however many files of it are loaded.
  const objects = [...new Map(load.objects.map((object) => [object.name, object])).values()];
  for (let from = 0; from < objects.length; from += namesAtOnce) {
    const some = objects.slice(from, from + namesAtOnce);
    await session.run(
      `DELETE FROM ${objectsTable} WHERE feed = ${feed} AND name IN (${texts(some.map(({ name }) => name))})`,
    );
    const rows = some.map(({ name, etag, size, day }) => {
      const dayText = day === undefined ? 'NULL' : quotedText(day);
      return `(${feed}, ${quotedText(name)}, ${quotedText(etag)}, ${size}, ${dayText}, ${runId})`;
    });
    await session.run(`INSERT INTO ${objectsTable} VALUES ${rows.join(', ')}`);
  }
  const text = quotedText(JSON.stringify(loaded));
  await session.run(
    `INSERT INTO ${loads} VALUES (${feed}, ${runId}, ${quotedText(load.courier)}, ${Date.now()}, ${text})`,
  );
}

const known = z.object({
  feed: z.string(),
  primary_key: z.string(),
  tags: z.string(),
  loaded_at: z.coerce.number().nullable(),
});

export async function knownFeeds(session: DuckDbSession): Promise<KnownFeed[]> {
  const rows = await session.rows(
    `SELECT feed, primary_key, tags, (SELECT max(loaded_at) FROM ${loads} l WHERE l.feed = f.feed) AS loaded_at
     FROM ${feeds} f ORDER BY feed`,
    known,
  );
  return rows.map(({ feed, primary_key, tags, loaded_at }) => ({
    feed,
    primaryKey: z.array(z.string()).parse(JSON.parse(primary_key)),
    tags: z.record(z.string(), z.string()).parse(JSON.parse(tags)),
    loadedAt: loaded_at ?? undefined,
  }));
}

export async function noteFeed(session: DuckDbSession, feed: string, settings: FeedConfig): Promise<void> {
  const tags = Object.entries(settings.fields).flatMap(([name, { tag }]) => (tag === undefined ? [] : [[name, tag]]));
  const values = [feed, JSON.stringify(settings.primaryKey), JSON.stringify(Object.fromEntries(tags))];
  await session.run(`DELETE FROM ${feeds} WHERE feed = ${quotedText(feed)}`);
  await session.run(`INSERT INTO ${feeds} VALUES (${texts(values)})`);
}

/** Forgets what was loaded into a feed, so that all of it is loaded anew. */
export async function forgetLoads(session: DuckDbSession, feed: string): Promise<void> {
  for (const table of [objectsTable, loads, feeds])
    await session.run(`DELETE FROM ${table} WHERE feed = ${quotedText(feed)}`);
}

/** The table of a feed, in SQL. */
export const tableOf = (feed: string): string => `main.${quotedName(feed)}`;

const texts = (values: readonly string[]): string => values.map(quotedText).join(', ');
