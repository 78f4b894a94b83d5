import { LongshoreError } from '../../src/contract/failure';
import { type ReadRecordsOptions, type RecordChunk, readRecords, type SourceRecord } from '../../src/formats';

/** How a source cuts its bytes: the sizes of its pieces, over and over. */
export type Cut = readonly number[];

export type Reading = Partial<ReadRecordsOptions> & { readonly cut?: Cut };

export interface WhatWasRead {
  readonly records: SourceRecord[];
  readonly chunks: RecordChunk[];
  /** The fault that ended the reading. */
  readonly fault: LongshoreError | undefined;
  /** The offsets at which the file was opened. */
  readonly opened: number[];
}

/** The cuts that every property is tried with: an escape or a character of several bytes then lies across pieces. */
export const cuts: readonly Cut[] = [[1], [2], [3], [7], [64], [1 << 20]];

export const settings = {
  name: 'stores.json',
  format: 'auto',
  maxRecordBytes: 100_000,
  largeIntegers: 'reject',
} as const;

/** Reads a file in memory to its end, or to its fault. */
export async function readAll(
  content: string | Uint8Array,
  { cut = [64], ...options }: Reading = {},
): Promise<WhatWasRead> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const opened: number[] = [];
  const open = async (offset: number): Promise<AsyncIterable<Uint8Array>> => {
    opened.push(offset);
    return inPieces(bytes.subarray(offset), cut);
  };
  const chunks: RecordChunk[] = [];
  let fault: LongshoreError | undefined;
  try {
    for await (const chunk of readRecords(open, { ...settings, ...options })) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof LongshoreError)) throw error;
    fault = error;
  }
  return { records: chunks.flatMap(({ records }) => records), chunks, fault, opened };
}

export async function* inPieces(bytes: Uint8Array, cut: Cut): AsyncGenerator<Uint8Array, void> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = cut[turn % cut.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** A record in short: its value, or the code of its problem. */
export function inShort(records: readonly SourceRecord[]): unknown[] {
  return records.map(({ value, problem }) => value ?? problem?.code);
}
