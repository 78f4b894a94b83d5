import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDb, type DuckDbSession, quotedName, quotedText } from '../../connectors/duckdb';
import { type PostgresClient, type PostgresTransaction, postgresName } from '../../connectors/postgres';
import { feedLoaded } from '../feed-loaded';
import { type Staged, stageFiles } from '../staging';
import type { FeedLoad, FeedLoaded, LoadOptions } from '../tables';
import { columnsOfFields } from './column-of-field';
import { copiedColumn } from './copied-column';
import { hasRows, makeTable, remakeTable, requireSameKey, tableOf } from './domain-table';
import { loadedBefore, lockFeed, noteFeed, noteLoad } from './ledger';
import { unkeepableValues } from './unkeepable-values';
import { upsert } from './upsert';

export interface LoadPlaces {
  readonly postgres: PostgresClient;
  /** An engine in memory that reads the files. It may read and write in their folder. */
  readonly staging: DuckDb;
}

/** All operations of a feed, in one transaction with its rows in the ledger; see `Tables.load`. */
export async function loadFeed(
  { postgres, staging }: LoadPlaces,
  load: FeedLoad,
  options: LoadOptions,
): Promise<FeedLoaded> {
  const { signal } = options;
  const before = await postgres.transaction({ readOnly: true, signal }, (transaction) => look(transaction, load));
  if (before !== undefined) return before;
  return withStaged(staging, load, options, (staged, file) =>
    postgres.transaction({ readOnly: false, signal }, async (transaction) => {
      await lockFeed(transaction, load.feed);
      // What another worker has done meanwhile, which was taken for dead.
      return (await look(transaction, load)) ?? (await write(transaction, load, { staged, file }));
    }),
  );
}

/** Answers what was done before; else looks whether the table can take the load at all. */
async function look(transaction: PostgresTransaction, load: FeedLoad): Promise<FeedLoaded | undefined> {
  const { feed, settings } = load;
  const before = await loadedBefore(transaction, load);
  if (before === undefined) {
    requireSameKey({ feed, primaryKey: settings.primaryKey, table: await tableOf(transaction, feed) });
  }
  return before;
}

async function write(
  transaction: PostgresTransaction,
  load: FeedLoad,
  { staged, file }: { readonly staged: Staged; readonly file: string | undefined },
): Promise<FeedLoaded> {
  const { feed, settings, truncate } = load;
  const copied = file === undefined ? 0 : await copyStage(transaction, load, file);
  const table = await tableOf(transaction, feed);
  // Not before the rows are there: from here on nobody can read the table until the end.
  if (truncate && table !== undefined) await transaction.query(`TRUNCATE ${postgresName(feed)}`);
  const isEmpty = truncate || table === undefined || !(await hasRows(transaction, feed));
  const wanted = { feed, columns: columnsOfFields(settings), primaryKey: settings.primaryKey, table };
  await (isEmpty ? remakeTable(transaction, wanted) : makeTable(transaction, wanted));
  const { inserted, updated } =
    copied === 0 ? { inserted: 0, updated: 0 } : await upsert(transaction, { feed, settings, stage });
  const older = staged.newest.older + copied - inserted - updated;
  const loaded = feedLoaded(staged, { older, inserted, updated });
  await noteFeed(transaction, feed, settings);
  await noteLoad(transaction, load, loaded);
  return loaded;
}

const stage = 'pg_temp."longshore stage"';

/** A temporary table is written to no log, and no lock of it is anybody's concern. */
async function copyStage(transaction: PostgresTransaction, { settings }: FeedLoad, file: string): Promise<number> {
  const columns = columnsOfFields(settings).map(({ name, type }) => `${postgresName(name)} ${type}`);
  await transaction.query(`CREATE TEMPORARY TABLE "longshore stage" (${columns.join(', ')}) ON COMMIT DROP`);
  const bytes = createReadStream(file, { highWaterMark: 262_144 });
  return transaction.copyIn(`COPY ${stage} FROM STDIN (FORMAT csv)`, bytes);
}

/** Stages the files, and lends the newest rows as CSV; no file where there is nothing to load. */
async function withStaged<Result>(
  staging: DuckDb,
  { settings, files }: FeedLoad,
  { signal, onErrors }: LoadOptions,
  work: (staged: Staged, file: string | undefined) => Promise<Result>,
): Promise<Result> {
  const [first] = files;
  const names = new Map(files.map(({ path, name }) => [path, name]));
  const session = await staging.session({ signal, files: names });
  // Beside the files, in a folder that goes with the load, however that ends.
  const csv = first && join(dirname(first.path), `${randomUUID()}.csv`);
  try {
    const refused = unkeepableValues(settings.primaryKey);
    const staged = await stageFiles({ session, settings, files, refused, onErrors, signal });
    if (csv !== undefined) await writeCsv(session, settings, staged, csv);
    return await work(staged, csv);
  } finally {
    session.close();
    if (csv !== undefined) await rm(csv, { force: true });
  }
}

async function writeCsv(
  session: DuckDbSession,
  settings: FeedLoad['settings'],
  { columns, newest }: Staged,
  path: string,
): Promise<void> {
  const values = columns.map((column) => copiedColumn(column, settings));
  // A line of `\.` alone would be the end for PostgreSQL; a text in quotes is none.
  const quoted = columns.length === 1 ? `, FORCE_QUOTE (${quotedName(columns[0]?.name ?? '')})` : '';
  await session.run(`COPY (${newest.select(values)}) TO ${quotedText(path)} (FORMAT csv, HEADER false${quoted})`);
}
