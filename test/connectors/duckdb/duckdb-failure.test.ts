import { duckDbFailure } from '../../../src/connectors/duckdb/duckdb-failure';

const call = { database: 'warehouse.duckdb', files: new Map([['/scratch/000001.parquet', 'day=1/part-1.parquet']]) };
const of = (message: string, more: Partial<Parameters<typeof duckDbFailure>[1]> = {}) =>
  duckDbFailure(new Error(message), { ...call, ...more });

describe('Errors of DuckDB', () => {
  it.each([
    [
      'IO Error: Could not set lock on file "/w.duckdb": Conflicting lock is held in /usr/bin/node (PID 4711). See also …',
      { code: 'tables-locked', message: expect.stringContaining('process 4711') },
    ],
    [
      'IO Error: Could not write all bytes to file "/w.duckdb": wrote=0 (No space left on device)',
      { code: 'tables-unavailable' },
    ],
    [
      'Out of Memory Error: failed to offload data block of size 256.0 KiB (9.8 GiB/9.8 GiB used)',
      { code: 'tables-unavailable' },
    ],
    [
      'Out of Memory Error: could not allocate block of size 256.0 KiB',
      { remedy: expect.stringContaining('fewer days') },
    ],
    ['IO Error: Cannot open file "/none/w.duckdb": No such file or directory', { code: 'tables-unavailable' }],
    [
      "Invalid Input Error: No magic bytes found at end of file '/scratch/000001.parquet'",
      { code: 'file-unreadable', message: 'day=1/part-1.parquet is no Parquet file, or is cut.' },
    ],
    [
      'Invalid Input Error: Failed to read file "/scratch/000001.parquet": Snappy decompression failure',
      { code: 'file-unreadable', message: 'day=1/part-1.parquet is damaged: it cannot be unpacked.' },
    ],
  ])('%s', (message, expected) => {
    expect(of(message)).toMatchObject(expected);
  });

  it('do not pass on what they quote of rows', () => {
    for (const isQuery of [true, false]) {
      const error = of("Conversion Error: Could not convert string 'eve@example.org' to INT32", { isQuery });
      expect(error.message).not.toContain('eve');
      expect(error).toMatchObject({ code: isQuery ? 'query-invalid' : 'internal-error' });
    }
  });

  it('say what is wrong with a query', () => {
    const message = 'Binder Error: Referenced column "nam" not found in FROM clause!\nCandidate bindings: "name"';
    expect(of(message, { isQuery: true }).message).toContain('Referenced column "nam" not found');
  });

  it('are the abort where a signal has aborted', () => {
    const error = of('INTERRUPT Error: Interrupted!', { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});
