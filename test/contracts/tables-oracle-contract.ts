import fc from 'fast-check';
import type { Tables } from '../../src/tables/tables';
import { feedOf, loaded, loadOf, rowsOf, type ScratchFiles } from './tables-under-test';

/** Random loads against a table that is no more than a map. */
export function tablesOracleContract(
  underTest: () => { readonly tables: Tables; readonly scratch: ScratchFiles; readonly newFeed: () => string },
): void {
  const row = fc.record({
    id: fc.constantFrom('1', '2', '3', '4', '', 'x'),
    version: fc.constantFrom('', '1', '2', '3'),
    name: fc.stringMatching(/^[a-z]{1,3}$/),
  });
  const load = fc.record({
    truncate: fc.boolean(),
    files: fc.array(fc.record({ format: fc.constantFrom('csv', 'ndjson'), rows: fc.array(row, { maxLength: 6 }) }), {
      maxLength: 3,
    }),
  });
  type Row = { readonly id: string; readonly version: string; readonly name: string };

  describe.each(['version', 'generated'])('random loads, last updated: %s', (lastUpdated) => {
    const settings = feedOf(
      { id: { type: 'integer' }, version: { type: 'integer' }, name: { type: 'string' } },
      { lastUpdated, errorThreshold: 100 },
    );
    /** The new row wins unless it is older; the rules need no more of a table than this. */
    const wins = (next: Row, held: Row | undefined) =>
      held === undefined || lastUpdated === 'generated' || Number(next.version || -1) >= Number(held.version || -1);

    it('leave the same rows and counts as a map does', async () => {
      const { tables, scratch, newFeed } = underTest();
      await fc.assert(
        fc.asyncProperty(fc.array(load, { minLength: 1, maxLength: 3 }), async (loads) => {
          const feed = newFeed();
          let oracle = new Map<string, Row>();
          for (const { truncate, files } of loads) {
            const local = await Promise.all(
              files.map(({ format, rows }) =>
                format === 'csv'
                  ? scratch.csv(
                      `id,version,name\n${rows.map(({ id, version, name }) => `${id},${version},${name}`).join('\n')}\n`,
                    )
                  : scratch.write(rows.map((each) => JSON.stringify(each)).join('\n'), {
                      contentType: 'application/x-ndjson',
                    }),
              ),
            );
            const { counts } = await loaded(tables, loadOf(feed, settings, local, { truncate }));
            const before = truncate ? new Map<string, Row>() : oracle;
            oracle = new Map(before);
            const rows = files.flatMap((file) => file.rows);
            const good = rows.filter(({ id }) => /^\d$/.test(id));
            for (const next of good) if (wins(next, oracle.get(next.id))) oracle.set(next.id, next);
            const changed = [...oracle].filter(([id, held]) => before.get(id) !== held);
            const updated = changed.filter(([id]) => before.has(id)).length;
            expect(counts).toEqual({
              read: rows.length,
              errors: rows.length - good.length,
              rejected: good.length - changed.length,
              inserted: changed.length - updated,
              updated,
            });
          }
          const found = await rowsOf(tables, `SELECT id, version, name FROM "${feed}" ORDER BY id`);
          const expected = [...oracle.values()].sort((one, other) => Number(one.id) - Number(other.id));
          expect(found).toEqual(
            expected.map(({ id, version, name }) => [Number(id), version === '' ? null : Number(version), name]),
          );
        }),
        { numRuns: process.env.LONGSHORE_PROVE === 'full' ? 300 : 8 },
      );
    });
  });
}
