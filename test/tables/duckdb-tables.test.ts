import { join } from 'node:path';
import { openDuckDbTables } from '../../src/tables/duckdb/open-duckdb-tables';
import { tablesContract } from '../contracts/tables-contract';
import { ScratchFiles } from '../contracts/tables-under-test';

let folder: ScratchFiles;
beforeAll(async () => {
  folder = await ScratchFiles.make();
});
afterAll(() => folder.remove());

describe('Tables of DuckDB', () => {
  tablesContract(() => openDuckDbTables({ path: join(folder.folder, 'contract.duckdb') }));
});
