import type { FilesToOdpImport } from '../config';
import type { BlobContainer } from '../connectors/azure-blob';
import { LongshoreError } from '../contract/failure';
import { failureCodes } from '../contract/failure-codes';
import type { FilePlace, FoundFile } from '../contract/files';
import type { SourceRecord } from '../formats';
import type { MappedOrSkipped } from '../mappings';
import type { Reject } from '../storage';
import { download } from './download';
import { type Transformed, transform } from './transform';

/** What is found where a reject came from. */
export type SecondLook =
  | { readonly kind: 'record'; readonly transformed: Transformed }
  /** A later record of the file has its key, and was delivered. */
  | { readonly kind: 'newer'; readonly by: number; readonly key: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly message: string };

export interface LookAgainOptions {
  readonly settings: FilesToOdpImport;
  readonly container: BlobContainer;
  readonly map: (value: Record<string, unknown>) => MappedOrSkipped;
  /** Indices of all rejects of the file: their records were not delivered, so that they overwrite nothing. */
  readonly rejected: ReadonlySet<number>;
  /** Whether later records of the file may be overwritten: they are not read then. */
  readonly overwriteNewer: boolean;
  readonly signal: AbortSignal;
  /** Called with the bytes of the file that were read so far. */
  readonly reading: (sourceBytes: number) => void;
}

export interface LookedAgain {
  /** By index, for each of the rejects. */
  readonly looks: ReadonlyMap<number, SecondLook>;
  readonly encoding: FilePlace['encoding'];
  readonly format: FilePlace['format'];
}

/**
 * Reads the records of rejects again, in one pass over that version of the file. It goes on to the file's end, for a
 * later record of the same key is newer work. Memory is that of the rejects and of the largest record.
 *
 * Throws what concerns more than this file: a source that does not answer.
 */
export async function lookAgain(
  file: FoundFile,
  rejects: readonly Reject[],
  options: LookAgainOptions,
): Promise<LookedAgain> {
  const { settings, container, signal, map } = options;
  const wanted = new Map(rejects.map((reject) => [reject.index, reject]));
  const last = rejects.at(-1)?.index ?? -1;
  const looks = new Map<number, SecondLook>();
  const byKey = new Map<string, number[]>();
  let encoding: FilePlace['encoding'] = 'identity';
  let format: FilePlace['format'] = 'array';

  const take = (record: SourceRecord): void => {
    const reject = wanted.get(record.index);
    if (reject) {
      const look = lookAt(record, reject, map);
      looks.set(record.index, look);
      const key = look.kind === 'record' ? look.transformed.entry?.key : undefined;
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), record.index]);
      return;
    }
    if (byKey.size === 0 || options.overwriteNewer || options.rejected.has(record.index)) return;
    const key = transform(record, map).entry?.key;
    for (const index of (key !== undefined && byKey.get(key)) || []) {
      looks.set(index, { kind: 'newer', by: record.index, key: key ?? '' });
    }
    if (key !== undefined) byKey.delete(key);
  };
  const read = async (): Promise<void> => {
    for await (const chunk of download(file, undefined, { ...settings, container, signal })) {
      ({ encoding, format } = chunk);
      options.reading(chunk.sourceBytes);
      for (const record of chunk.records) take(record);
      const isBehind = (chunk.records.at(-1)?.index ?? -1) >= last;
      // Nothing that comes now can overtake anything.
      if (isBehind && (options.overwriteNewer || byKey.size === 0)) return;
    }
  };

  let fault: LongshoreError | undefined;
  try {
    await read();
  } catch (error) {
    if (!(error instanceof LongshoreError) || failureCodes[error.code].kind !== 'file') throw error;
    // A file that breaks off has whole records before that.
    fault = error;
  }
  const isGone = fault?.code === 'file-changed';
  for (const { index } of rejects) {
    if (isGone) looks.set(index, { kind: 'gone' });
    else if (!looks.has(index)) {
      looks.set(index, {
        kind: 'unreadable',
        message: fault?.message ?? `${file.name} has no record ${index} any more`,
      });
    }
  }
  return { looks, encoding, format };
}

function lookAt(record: SourceRecord, reject: Reject, map: LookAgainOptions['map']): SecondLook {
  if (record.start === reject.offset && record.end === reject.end) {
    return { kind: 'record', transformed: transform(record, map) };
  }
  // The same bytes, but cut in another way: `format` was changed.
  const message = `Record ${reject.index} of ${reject.file} was at byte ${reject.offset}, and is now at ${record.start}`;
  return { kind: 'unreadable', message };
}
