import { type Postgres, startPostgres } from '../../sandbox/postgres';
import { openPostgresTables } from '../../src/tables/postgres/open-postgres-tables';
import { tablesContract } from '../contracts/tables-contract';

let server: Postgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

describe('Tables of PostgreSQL', () => {
  tablesContract(() => openPostgresTables({ url: server.url }));
});
