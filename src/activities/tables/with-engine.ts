import { type DuckDbSession, openDuckDb, type SessionOptions } from '../../connectors/duckdb';

/** Lends an engine without tables of its own, for files in a folder of this machine. */
export async function withEngine<Result>(
  folder: string,
  options: SessionOptions,
  work: (session: DuckDbSession) => Promise<Result>,
): Promise<Result> {
  // Beside the tables, which have a gigabyte.
  const memory = { path: undefined, memoryLimit: '512MB', temporaryFolder: folder, readableFolders: [folder] };
  const database = await openDuckDb(memory);
  try {
    const session = await database.session(options);
    try {
      return await work(session);
    } finally {
      session.close();
    }
  } finally {
    await database.close();
  }
}
