import { Client } from 'pg';
import { type Postgres, startPostgres } from '../../../sandbox/postgres';
import { openPostgresTables } from '../../../src/tables/postgres/open-postgres-tables';
import type { Tables } from '../../../src/tables/tables';
import { ScratchFiles } from '../../contracts/tables-under-test';

/** Tables in a PostgreSQL of their own, and a folder for files. */
export interface PostgresUnderTest {
  readonly server: Postgres;
  readonly tables: Tables;
  readonly scratch: ScratchFiles;
  /** Does statements beside the tables, in another connection. */
  asOwner(...statements: string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startTables(): Promise<PostgresUnderTest> {
  const server = await startPostgres();
  const tables = await openPostgresTables({ url: server.url });
  const scratch = await ScratchFiles.make();
  return {
    server,
    tables,
    scratch,
    async asOwner(...statements) {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.end();
    },
    async stop() {
      await tables.close();
      await server.stop();
      await scratch.remove();
    },
  };
}

/** What a promise is rejected with; undefined where it is not. */
export const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
