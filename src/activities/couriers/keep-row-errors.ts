import { nameHash, type Storage, writeRejects } from '../../storage';
import type { RowError } from '../../tables/tables';

/** Of what load, and of which version of each file. */
export interface RowErrorsOf {
  readonly import: string;
  readonly runId: string;
  readonly feed: string;
  /** ETags of objects, by their names. */
  readonly etags: ReadonlyMap<string, string>;
}

/**
 * Leaves bad rows among the rejects of their courier: file by file, and a row with several faults once. Repeated, it writes
 * the same objects.
 */
export async function keepRowErrors(storage: Storage, of: RowErrorsOf, errors: readonly RowError[]): Promise<void> {
  const files = new Map<string, Map<number, RowError>>();
  for (const error of errors) {
    const rows = files.get(error.file) ?? new Map<number, RowError>();
    const before = rows.get(error.row);
    const message = describe(of.feed, error);
    rows.set(error.row, { ...error, message: before ? `${before.message}; ${message}` : message });
    files.set(error.file, rows);
  }
  for (const [file, rows] of files) {
    const inOrder = [...rows.values()].sort((a, b) => a.row - b.row);
    await writeRejects(
      storage,
      inOrder.map(({ row, line, column, message, record }) => ({
        import: of.import,
        runId: of.runId,
        file,
        // What is loaded into two feeds may be bad in one of them, and in each for another reason.
        version: `${of.etags.get(objectOf(file)) ?? ''} ${nameHash(of.feed).slice(0, 8)}`,
        index: row,
        // The engine reads blocks and not bytes: a row is found by its line.
        offset: 0,
        end: 0,
        ...(line === undefined ? {} : { line }),
        stage: 'parse',
        code: column === undefined ? 'record-unreadable' : 'wrong-type',
        message,
        record,
        at: Date.now(),
      })),
    );
  }
}

function describe(feed: string, { line, column, message }: RowError): string {
  const where = [
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${column}`]),
  ];
  return `${feed}: ${where.length === 0 ? '' : `${where.join(', ')}: `}${message}`;
}

/** Of a file in an archive the archive is the object. */
function objectOf(file: string): string {
  const at = file.indexOf('!');
  return at === -1 ? file : file.slice(0, at);
}
