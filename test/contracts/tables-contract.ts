import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tables } from '../../src/tables/tables';
import { feedOf, loaded, loadOf, rowsOf, ScratchFiles } from './tables-under-test';

const fixtures = join(__dirname, '../fixtures/optimizely-e3');

/** What the tables of every engine do; `open` gives ones that are empty. */
export function tablesContract(open: () => Promise<Tables>): void {
  let tables: Tables;
  let scratch: ScratchFiles;
  let feedCount = 0;
  const newFeed = () => `Test:Feed ${++feedCount}`;

  beforeAll(async () => {
    tables = await open();
    scratch = await ScratchFiles.make();
  });
  afterAll(async () => {
    await tables.close();
    await scratch.remove();
  });

  describe('the sample of an export', () => {
    const decisions = feedOf(
      {
        uuid: { type: 'string' },
        timestamp: { type: 'datetime' },
        process_timestamp: { type: 'datetime' },
        visitor_id: { type: 'string' },
        account_id: { type: 'string' },
        variation_id: { type: 'string' },
        attributes: { type: 'nested' },
        is_holdback: { type: 'boolean' },
        revision: { type: 'string' },
      },
      { primaryKey: ['uuid'], lastUpdated: 'process_timestamp' },
    );

    it('is in the table row by row, and the account is that of the rows and not that of the folder', async () => {
      const feed = newFeed();
      const name = await sampleName('decisions');
      const file = await scratch.copy(join(fixtures, name), name);
      const { counts, files } = await loaded(tables, loadOf(feed, decisions, [file]));
      expect(counts).toEqual({ read: 9001, errors: 0, rejected: 0, inserted: 9001, updated: 0 });
      expect(files).toEqual([{ file: name, read: 9001, errors: 0 }]);
      const rows = await rowsOf(
        tables,
        `SELECT account_id, count(*), count(DISTINCT uuid) FROM "${feed}" GROUP BY account_id`,
      );
      expect(rows).toEqual([['596780373', 9001, 9001]]);
    });
  });
}

async function sampleName(type: string): Promise<string> {
  const names = await readdir(fixtures, { recursive: true });
  const found = names.find((name) => name.includes(`type=${type}`) && name.endsWith('.parquet'));
  if (found === undefined) throw new Error(`No sample of ${type}`);
  return found;
}
