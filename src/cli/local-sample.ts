import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { ContentType } from '../contract/couriers/content-type';
import { LongshoreError } from '../contract/failure';
import { type LandedObject, PieceWriter, type Storage, sentFileKey } from '../storage';

/** What the end of a name says of a file that can be loaded; each may be packed with gzip. */
const contentTypesOf: Readonly<Record<string, ContentType>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  psv: 'text/pipe-separated-values',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  parquet: 'application/x-parquet',
};

const sampleTag = 'sample';

/** True for what is no tag: it names a folder, or ends as a file does. */
export function looksLikeFile(text: string): boolean {
  return /[/\\]/.test(text) || contentTypeOf(text) !== undefined;
}

/**
 * Sends a file of this machine along with a question, as one that has landed: the worker may be elsewhere. Throws
 * `usage-invalid` where it cannot be read, or its name does not say what it is.
 */
export async function sendSample(storage: Storage, request: string, path: string): Promise<LandedObject> {
  const contentType = contentTypeOf(path);
  if (contentType === undefined) {
    throw new LongshoreError('usage-invalid', `The name of ${path} does not say what is in it`, {
      remedy: `Give it one of the endings ${Object.keys(contentTypesOf).join(', ')}, each also with .gz.`,
    });
  }
  const key = sentFileKey(request);
  const writer = new PieceWriter(storage, key);
  try {
    for await (const chunk of createReadStream(path)) await writer.write(chunk as Buffer);
  } catch (error) {
    if (error instanceof LongshoreError) throw error;
    const reason = error instanceof Error ? error.message : '';
    throw new LongshoreError('usage-invalid', `The file cannot be read: ${reason}`, { remedy: 'Name another file.' });
  }
  const content = await writer.end();
  const now = Date.now();
  return {
    courier: sampleTag,
    name: basename(path),
    etag: request,
    size: content.bytes,
    timestamp: now,
    landedAt: now,
    runId: request,
    settings: [],
    files: [{ landAs: { tag: sampleTag, contentType }, key, ...content }],
  };
}

function contentTypeOf(path: string): ContentType | undefined {
  const [, ending = ''] = /\.([a-z]+)(?:\.gz)?$/i.exec(path) ?? [];
  return Object.hasOwn(contentTypesOf, ending.toLowerCase()) ? contentTypesOf[ending.toLowerCase()] : undefined;
}
