import type { FilesToOdpImport } from '../config';
import type { BlobContainer } from '../connectors/azure-blob';
import { addCounts, type Counts, noCounts } from '../contract/counts';
import { LongshoreError } from '../contract/failure';
import { failureCodes } from '../contract/failure-codes';
import type { FilePlace, FoundFile } from '../contract/files';
import type { RecordChunk, SourceRecord } from '../formats';
import type { MappedOrSkipped } from '../mappings';
import type { Batch, Refusal } from './delivery/batch';
import { BatchBuilder } from './delivery/batch-builder';
import type { Send } from './delivery/deliver-batch';
import type { Governor } from './delivery/governor';
import type { Patience } from './delivery/patience';
import { download } from './download';
import { push } from './push';
import { rejectRateExceeded, tooManyRejects } from './reject-limits';
import { transform } from './transform';

/** What a step lends to each of its files. */
export interface FileImport {
  readonly settings: FilesToOdpImport;
  readonly container: BlobContainer;
  readonly map: (value: Record<string, unknown>) => MappedOrSkipped;
  readonly send: Send;
  readonly governor: Governor;
  readonly patience: Patience;
  readonly keepRefusals: (file: FoundFile, refusals: readonly Refusal[]) => Promise<void>;
  /** Aborted at once when the step is cancelled: ends the reading. */
  readonly cancelled: AbortSignal;
  /** Aborted a moment later: ends requests that are still out. */
  readonly abandoned: AbortSignal;
  /** True when the step's time is over or it is cancelled: no further batch is begun. */
  readonly stopping: () => boolean;
  /** Called in order with what was acknowledged. */
  readonly progressed: (place: FilePlace, counts: Counts) => void;
  /** Called with the bytes of the file that were read so far, for the progress bar. */
  readonly reading: (sourceBytes: number) => void;
}

/** How a step left a file. A fault ends the file, not the run: the caller decides what becomes of it. */
export type FileOutcome =
  | { readonly kind: 'finished'; readonly counts: Counts }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'fault'; readonly error: LongshoreError; readonly counts: Counts };

/**
 * Imports one file from where it was left: download, transform, push. Returns when all of it that was sent is settled.
 *
 * Throws what concerns more than this file: a refused key, a source or a storage that does not answer.
 */
export async function importFile(file: FoundFile, from: FilePlace | undefined, run: FileImport): Promise<FileOutcome> {
  const { settings } = run;
  const builder = new BatchBuilder(settings.batchSize);
  let counts = from?.counts ?? noCounts;
  let end: Batch['end'] | undefined;
  const out = push({
    send: run.send,
    patience: run.patience,
    signal: run.abandoned,
    stopping: () => run.cancelled.aborted,
    governor: run.governor,
    keepRefusals: (refusals) => run.keepRefusals(file, refusals),
    done: (batch, delivered) => {
      counts = addCounts(counts, delivered.counts);
      run.progressed({ name: file.name, etag: file.etag, ...batch.end, counts }, delivered.counts);
    },
  });

  /** True when the file was read to its end, false when there is no use in reading on. */
  const pump = async (): Promise<boolean> => {
    const chunks = download(file, from, { ...settings, container: run.container, signal: run.cancelled });
    for await (const chunk of chunks) {
      run.reading(chunk.sourceBytes);
      for (const record of chunk.records) {
        const { entry, refusal } = transform(record, run.map);
        if (entry) builder.add(entry);
        else if (refusal) builder.refuse(refusal);
        else builder.skip(record);
        end = endOf(chunk, record);
        if (!builder.isFull) continue;
        await out.push(builder.take(end));
        if (run.stopping() || out.broken || counts.rejected > settings.maxRejects) return false;
      }
    }
    return true;
  };

  let readToEnd = false;
  let trouble: unknown;
  try {
    readToEnd = await pump();
  } catch (error) {
    trouble = error;
  }
  const fault = isFileFault(trouble) ? trouble : undefined;
  // Whole records before a fault are delivered all the same.
  if ((readToEnd || fault) && end && !builder.isEmpty) await out.push(builder.take(end));
  await out.drain();

  const limit = tooManyRejects(file, counts, settings.maxRejects);
  if (limit) return { kind: 'fault', error: limit, counts };
  if (out.broken || run.cancelled.aborted) return { kind: 'stopped' };
  if (fault) return { kind: 'fault', error: fault, counts };
  if (trouble !== undefined) throw trouble;
  if (!readToEnd) return { kind: 'stopped' };
  const rate = rejectRateExceeded(file, counts, settings.maxRejectRate);
  return rate ? { kind: 'fault', error: rate, counts } : { kind: 'finished', counts };
}

function endOf(chunk: RecordChunk, record: SourceRecord): Batch['end'] {
  const end = { format: chunk.format, encoding: chunk.encoding, offset: record.end, index: record.index + 1 };
  return record.line === undefined ? end : { ...end, line: record.line };
}

/** Faults of the file itself; whatever else goes wrong concerns more than this file. */
function isFileFault(error: unknown): error is LongshoreError {
  return error instanceof LongshoreError && failureCodes[error.code].kind === 'file';
}
