import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openDuckDb, quotedText } from '../../src/connectors/duckdb';
import type { LocalFile } from '../../src/tables/tables';

/** A file of Parquet in a folder, with the rows of a statement of DuckDB. */
export async function parquetFile(folder: string, select: string): Promise<LocalFile> {
  const name = `${randomUUID()}.parquet`;
  const path = join(folder, name);
  const database = await openDuckDb({ path: undefined });
  const session = await database.session();
  await session.run(`COPY (${select}) TO ${quotedText(path)} (FORMAT parquet)`);
  session.close();
  await database.close();
  return { path, name, day: undefined, landAs: { tag: 'rows', contentType: 'application/x-parquet' } };
}
