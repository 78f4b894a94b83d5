import { LongshoreError } from '../../contract/failure';
import { abortError } from '../abort-error';

/** What the engine was doing when it failed. */
export interface DuckDbCall {
  /** For messages: `warehouse.duckdb`. */
  readonly database: string;
  readonly signal?: AbortSignal;
  /** What messages call the files that are read, by their paths. */
  readonly files?: ReadonlyMap<string, string>;
  /** The statement is somebody's own, and not ours. */
  readonly isQuery?: boolean;
}

/**
 * What an error of the engine means: the one place that knows. The engine tells errors by the beginning of their text.
 *
 * Its text passes on only where it speaks of the statement: others quote values of rows.
 */
export function duckDbFailure(error: unknown, call: DuckDbCall): Error {
  if (error instanceof LongshoreError) return error;
  const text = messageOf(error);
  const kind = /^([A-Za-z ]+?) ?(?:Error|exception)\b/i.exec(text)?.[1]?.trim() ?? 'Unknown';
  const of = `Tables in ${call.database}`;
  if (call.signal?.aborted) return abortError(call.signal);
  if (/could not set lock on file/i.test(text)) {
    const owner = /\(PID (\d+)\)/.exec(text)?.[1];
    return new LongshoreError(
      'tables-locked',
      `${of}: another process has the file open${owner === undefined ? '' : ` (process ${owner})`}.`,
    );
  }
  if (/no space left|disk quota|max_temp_directory_size|failed to offload/i.test(text)) {
    return new LongshoreError('tables-unavailable', `${of}: the disk is full.`);
  }
  if (kind === 'Out of Memory') {
    return new LongshoreError('tables-unavailable', `${of}: the memory that it may use is not enough.`, {
      remedy: 'Load fewer days at once; there must be room beside the file for what does not fit into memory.',
    });
  }
  const file = [...(call.files ?? [])].find(([path]) => text.includes(path));
  if (file !== undefined) return new LongshoreError('file-unreadable', `${file[1]} ${unreadable(text)}.`);
  if (call.isQuery) return new LongshoreError('query-invalid', `The query failed: ${saidOfQuery(kind, text)}.`);
  if (kind === 'IO')
    return new LongshoreError('tables-unavailable', `${of}: its file cannot be opened, read or written.`);
  return new LongshoreError('internal-error', `${of}: ${saidOfQuery(kind, text)}.`);
}

/** By its member: an error of native code is no `Error` of each realm. */
function messageOf(error: unknown): string {
  const { message } = Object(error) as { readonly message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

function unreadable(text: string): string {
  if (/no magic bytes|too small to be a parquet/i.test(text)) return 'is no Parquet file, or is cut';
  if (/decompress|gzip|snappy|zstd/i.test(text)) return 'is damaged: it cannot be unpacked';
  return 'cannot be read as what its content type says';
}

/** These speak of the statement and the names in it; a conversion's error would quote the value. */
const ofStatement = ['Parser', 'Binder', 'Catalog', 'Permission', 'Syntax', 'Not implemented'];

function saidOfQuery(kind: string, text: string): string {
  if (!ofStatement.includes(kind)) return `${kind} error`;
  const [line = ''] = text.split('\n');
  return line.trim().replace(/[.!]$/, '').slice(0, 500);
}
