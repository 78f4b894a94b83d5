import { z } from 'zod';
import type { FeedConfig } from '../../config';
import { type DuckDbSession, quotedName } from '../../connectors/duckdb';
import type { FileLoadCounts } from '../../contract/couriers/feed-counts';
import { LongshoreError } from '../../contract/failure';
import type { Drift, LocalFile, RowError } from '../tables';
import type { ReadFiles } from './file-group';
import { driftOf } from './match-columns';
import { keysTable, NewestRows } from './newest-rows';
import { readFiles } from './read-files';
import { reportBadRows } from './report-bad-rows';
import { RowErrors } from './row-errors';
import { columnsOfFeed, type RefusedValues, type StagedColumn, stage, stageSelect } from './stage-view';

export interface StageInput {
  /**
   * A session of its own, for its temporary tables have names of their own, which knows the names of the files for
   * messages. Its database may read the folder of the files.
   */
  readonly session: DuckDbSession;
  readonly settings: FeedConfig;
  readonly files: readonly LocalFile[];
  /** Types of the table's columns, for nested ones; none where there is no table yet, or where another engine has it. */
  readonly tableTypes?: ReadonlyMap<string, string>;
  /** What the engine of the table cannot keep; left out, it keeps all. */
  readonly refused?: RefusedValues;
  readonly onErrors: (errors: readonly RowError[]) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** The rows of some files, as the table of their feed has them. */
export interface Staged {
  /** In the order of the feed's fields. */
  readonly columns: readonly StagedColumn[];
  readonly read: number;
  /** Rows that are bad: reported, and left out. */
  readonly errors: number;
  readonly files: readonly FileLoadCounts[];
  readonly drift: readonly Drift[];
  readonly newest: NewestRows;
}

const countsOfFile = z.object({ file: z.number(), read: z.coerce.number(), errors: z.coerce.number() });

/**
 * Reads files of a feed, reports their bad rows, and prepares the newest good row of each key.
 *
 * Parquet is not copied: a first pass over the key and what must be cast, and a second by who takes the rows. Of 5,000,000
 * decisions the first took 1.6 s beside 23 s of an insert. Each other type is first read into a temporary table.
 *
 * Throws `load-threshold` where more rows are bad than the feed allows, `file-drifted`, `file-unreadable`,
 * `config-invalid` for a format of times that is none, and what the session throws.
 */
export async function stageFiles(input: StageInput): Promise<Staged> {
  const { session, settings, files, tableTypes = new Map(), refused = () => undefined, signal } = input;
  const errors = new RowErrors(input.onErrors);
  const read = await readFiles({ session, settings, files, errors, signal });
  const drift = driftOf(files, read.columnsOf, settings);
  const columns = columnsOfFeed(settings, read.groups, tableTypes);
  await session.run(
    `CREATE OR REPLACE TEMP VIEW ${stage.view} AS ${stageSelect(read.groups, columns, settings, refused)}`,
  );

  const keys = settings.primaryKey.map(quotedName).join(', ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${keysTable} AS
     SELECT hash(${keys}) AS key, ${stage.file} AS file, ${stage.bad} IS NOT NULL AS bad FROM ${stage.view}`,
  );
  const counts = await countFiles(session, files, read);
  const sum = (of: (file: FileLoadCounts) => number) => counts.reduce((total, file) => total + of(file), 0);
  const totals = { read: sum((file) => file.read), errors: sum((file) => file.errors) };
  const bad = totals.errors - [...read.unread.values()].reduce((total, count) => total + count, 0);
  if (bad > 0) await reportBadRows({ session, files, settings, columns, refused, read, errors });
  await errors.flush();
  requireFewErrors(totals, settings);
  const newest = await NewestRows.find({ session, settings, columns, hasBad: bad > 0 });
  return { columns, ...totals, files: counts, drift, newest };
}

async function countFiles(
  session: DuckDbSession,
  files: readonly LocalFile[],
  { unread }: ReadFiles,
): Promise<FileLoadCounts[]> {
  const rows = await session.rows(
    `SELECT file, count(*) AS read, count(*) FILTER (bad) AS errors FROM ${keysTable} GROUP BY file`,
    countsOfFile,
  );
  const counted = new Map(rows.map((row) => [row.file, row]));
  return files.map(({ name }, place) => {
    const { read = 0, errors = 0 } = counted.get(place) ?? {};
    return { file: name, read: read + (unread.get(place) ?? 0), errors: errors + (unread.get(place) ?? 0) };
  });
}

function requireFewErrors({ read, errors }: { read: number; errors: number }, { errorThreshold }: FeedConfig): void {
  // At the threshold is not over it.
  if (errors * 100 <= read * errorThreshold) return;
  const percent = ((errors * 100) / read).toFixed(2);
  throw new LongshoreError(
    'load-threshold',
    `${errors} of ${read} rows are bad, which is ${percent} % and more than the ${errorThreshold} % that the feed allows: nothing was loaded.`,
  );
}
