import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckDbFailure } from './duckdb-failure';
import { DuckDbSession, type SessionOptions } from './duckdb-session';
import { quotedText } from './quoted';
import type { DuckDbSettings } from './settings';

/** A database that is open. Close it when no session of it is left. */
export interface DuckDb {
  /** For messages: `warehouse.duckdb`. */
  readonly name: string;
  session(options?: SessionOptions): Promise<DuckDbSession>;
  /** One such work after the other: two that change the same rows at once would be refused, and share the memory. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

interface Shared {
  readonly opening: Promise<DuckDBInstance>;
  handles: number;
  /** Settles with the last exclusive work that was asked for. */
  last: Promise<unknown>;
}

/**
 * Databases of files by their paths. A second instance of one file in one process would go unnoticed, for the lock is of
 * the process, and each would write what the other does not know.
 */
const shared = new Map<string, Shared>();

/**
 * Opens a database: makes its file where there is none. In one process a file is opened once, by the settings of who
 * comes first, and closed with the last handle. Throws `tables-locked` where another process has it, and `tables-unavailable`.
 */
export async function openDuckDb(settings: DuckDbSettings): Promise<DuckDb> {
  const { path } = settings;
  const name = path === undefined ? 'memory' : basename(path);
  const entry = (path === undefined ? undefined : shared.get(path)) ?? newEntry(settings);
  entry.handles += 1;
  if (path !== undefined) shared.set(path, entry);
  const release = () => {
    entry.handles -= 1;
    if (entry.handles === 0 && path !== undefined) shared.delete(path);
    return entry.handles === 0;
  };

  let instance: DuckDBInstance;
  try {
    instance = await entry.opening;
  } catch (error) {
    release();
    throw duckDbFailure(error, { database: name });
  }
  let isOpen = true;
  return {
    name,
    session: async (options = {}) => {
      const call = { ...options, database: name };
      try {
        return new DuckDbSession(await instance.connect(), call);
      } catch (error) {
        throw duckDbFailure(error, call);
      }
    },
    exclusively: (work) => {
      const result = entry.last.then(work);
      entry.last = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      if (isOpen && release()) instance.closeSync();
      isOpen = false;
    },
  };
}

const newEntry = (settings: DuckDbSettings): Shared => ({
  opening: openInstance(settings),
  handles: 0,
  last: Promise.resolve(),
});

async function openInstance({ path, ...settings }: DuckDbSettings): Promise<DuckDBInstance> {
  const { memoryLimit = '768MB', threads, temporaryFolder, readableFolders = scratchFolders() } = settings;
  const instance = await DuckDBInstance.create(path ?? ':memory:', {
    memory_limit: memoryLimit,
    ...(threads === undefined ? {} : { threads: String(threads) }),
    temp_directory: temporaryFolder ?? (path === undefined ? join(tmpdir(), 'longshore-duckdb') : `${path}.tmp`),
    // Rows carry the place they come from, so none has to wait for those before it: that holds memory.
    preserve_insertion_order: 'false',
    // An extension that is missing is an error at once, and no download.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    // Times without a zone are of UTC.
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    // The second wall behind the check of queries: whatever one does, it is held to these folders. Both settings close
    // behind themselves, and the third closes the rest.
    await connection.run(`SET GLOBAL allowed_directories = [${readableFolders.map(quotedText).join(', ')}]`);
    await connection.run('SET GLOBAL enable_external_access = false');
    await connection.run('SET GLOBAL lock_configuration = true');
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
}

function scratchFolders(): readonly string[] {
  const { LONGSHORE_SCRATCH: scratch } = process.env;
  return scratch === undefined || scratch === '' ? [tmpdir()] : [tmpdir(), scratch];
}
