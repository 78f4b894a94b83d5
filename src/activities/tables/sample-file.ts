import { z } from 'zod';
import { tagOfName } from '../../config';
import { type DuckDbSession, quotedName, quotedText } from '../../connectors/duckdb';
import type { ContentType } from '../../contract/couriers/content-type';
import { isPersonalTag } from '../../contract/couriers/personal-tags';
import type { FileSample, TableAnswer } from '../../contract/couriers/table-request';
import { LongshoreError } from '../../contract/failure';
import type { LandedObject } from '../../storage';
import type { LocalFile } from '../../tables/tables';
import { fetchLanded } from '../couriers/fetch-landed';
import { withScratchFolder } from '../couriers/scratch-folder';
import type { Asked } from './answer-request';
import { answerRows } from './answer-rows';
import { withEngine } from './with-engine';

/** Rows by which a key is suggested: enough to see that a value comes twice, and read in a second. */
const sampledRows = 100_000;

/** The columns of a file with the types that its values look like, and what its first rows say of each. */
export function describeSample(asked: Asked, sample: LandedObject): Promise<FileSample> {
  return withSample(asked, sample, async (session, reader) => {
    const described = await session.rows(
      `DESCRIBE SELECT * FROM ${reader}`,
      z.object({ column_name: z.string(), column_type: z.string() }),
    );
    const counts = described.flatMap(({ column_name: name }, at) => [
      `count(*) - count(${quotedName(name)}) AS nulls_${at}`,
      `count(DISTINCT ${quotedName(name)}) AS distinct_${at}`,
    ]);
    const row = await session.row(
      `SELECT count(*) AS rows, ${counts.join(', ')} FROM (SELECT * FROM ${reader} LIMIT ${sampledRows})`,
      z.record(z.string(), z.coerce.number()),
    );
    return {
      rows: row.rows ?? 0,
      columns: described.map(({ column_name: name, column_type: type }, at) => ({
        name,
        type,
        nulls: row[`nulls_${at}`] ?? 0,
        distinct: row[`distinct_${at}`] ?? 0,
      })),
    };
  });
}

interface SampleRows {
  readonly sample: LandedObject;
  /** Of columns, by their names in lower case. */
  readonly tags: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly showPersonal: boolean;
}

/** The first rows of a file. What looks like a value of a person by its column's name is masked too. */
export function showSample(asked: Asked, { sample, tags, limit, showPersonal }: SampleRows): Promise<TableAnswer> {
  return withSample(asked, sample, async (session, reader) => {
    // One more tells that there are more.
    const { columns, batches } = await session.stream(`SELECT * FROM ${reader} LIMIT ${limit + 1}`);
    const isShown = (name: string): boolean => {
      const found = [tags[name.toLowerCase()], tagOfName(name)];
      return showPersonal || !found.some((tag) => tag !== undefined && isPersonalTag(tag));
    };
    const shown = columns.map(({ name }) => isShown(name));
    return answerRows(asked, { columns, rows: batches }, { limit, shown });
  });
}

/** Lends the file, on this machine, and what reads it in a statement. */
function withSample<Result>(
  { storage, env, signal }: Asked,
  sample: LandedObject,
  work: (session: DuckDbSession, reader: string) => Promise<Result>,
): Promise<Result> {
  return withScratchFolder(env, async (folder) => {
    const tags = sample.files.map(({ landAs }) => landAs.tag);
    const [file] = await fetchLanded(storage, [sample], { folder, tags, signal });
    if (file === undefined) throw new LongshoreError('storage-missing', `${sample.name} is not in storage any more`);
    const files = new Map([[file.path, file.name]]);
    return withEngine(folder, { signal, files }, (session) => work(session, readerOf(file)));
  });
}

/** Columns between these, unless the file has others. */
const separators: Partial<Record<ContentType, string>> = {
  'text/csv': ',',
  'text/tab-separated-values': '\t',
  'text/pipe-separated-values': '|',
};

/** The engine's own guess of types is what a draft begins with. Throws `file-unreadable` for what it cannot read. */
function readerOf({ path, name, landAs }: LocalFile): string {
  const { contentType, headerRows = 1, separator = separators[contentType], quote = '"' } = landAs;
  const file = quotedText(path);
  if (contentType === 'application/x-parquet') return `read_parquet(${file}, hive_partitioning = false)`;
  if (contentType.includes('json')) return `read_json(${file}, hive_partitioning = false)`;
  if (separator === undefined) {
    throw new LongshoreError('file-unreadable', `${name} is of type ${contentType}, which cannot be loaded`);
  }
  const header = headerRows === 0 ? 'header = false' : `header = true, skip = ${headerRows - 1}`;
  const form = `delim = ${quotedText(separator)}, quote = ${quotedText(quote)}, ${header}`;
  return `read_csv(${file}, hive_partitioning = false, ${form}, ignore_errors = true)`;
}
