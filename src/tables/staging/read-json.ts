import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { quotedName, quotedText } from '../../connectors/duckdb';
import { LongshoreError } from '../../contract/failure';
import { readRecords } from '../../formats';
import type { FileColumn, PlacedFile, ReadFiles, ReadInput } from './file-group';
import { openLocal } from './open-text';
import { RangedBytes } from './ranged-bytes';

const table = quotedName('longshore:json');
/** What no JSON holds, for in a text it must be escaped: it divides the columns of what the engine is given. */
const separator = '\u0001';
/** A record may be so large: a row in memory, and a line for the engine. */
const maxRecordBytes = 16 * 1024 * 1024;
const recordRules = { maxRecordBytes, largeIntegers: 'reject' } as const;

/**
 * JSON is divided into records and checked here, for the engine ends at the first line that is none, or makes a row without
 * values of it. What is good goes to it as it stands in the file, a line for each, with the place it comes from.
 */
export async function readJson(input: ReadInput): Promise<ReadFiles> {
  const { session, files } = input;
  const columnsOf = new Map<number, readonly string[]>();
  const unread = new Map<number, number>();
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} (file INTEGER, row BIGINT, line BIGINT, record VARCHAR)`);
  for (const placed of files) {
    const checked = { columns: new Set<string>(), bad: 0 };
    const folder = await mkdtemp(join(dirname(placed.file.path), 'longshore-json-'));
    try {
      const path = join(folder, 'records');
      await pipeline(Readable.from(goodLines(placed, input, checked)), createWriteStream(path));
      await session.run(
        `INSERT INTO ${table} SELECT ${placed.place}, * FROM read_csv(${quotedText(path)}, auto_detect = false, header = false,
         delim = '${separator}', quote = '', escape = '', max_line_size = ${2 * maxRecordBytes},
         columns = {'row': 'BIGINT', 'line': 'BIGINT', 'record': 'VARCHAR'})`,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    if (checked.columns.size > 0) columnsOf.set(placed.place, [...checked.columns]);
    unread.set(placed.place, checked.bad);
  }
  const names = [...new Set([...columnsOf.values()].flat())];
  const last = Math.max(...files.map(({ place }) => place));
  const group = {
    from: table,
    columns: columnsNamed(names),
    file: 'file',
    row: 'row',
    line: 'line',
    record: 'record',
    last,
  };
  return { groups: [group], columnsOf, unread, rowsOf: new Map() };
}

/** Each good record as `row, line, record`; the bad ones are reported. An empty file has none. */
async function* goodLines(
  { file }: PlacedFile,
  { errors, signal }: ReadInput,
  checked: { readonly columns: Set<string>; bad: number },
): AsyncGenerator<Buffer, void> {
  const open = async () => createReadStream(file.path, { highWaterMark: 1024 * 1024 });
  const format = file.landAs.contentType === 'application/json' ? 'auto' : 'ndjson';
  const { bytes } = await openLocal(file, signal);
  const raw = new RangedBytes(bytes);
  try {
    for await (const { records } of readRecords(open, { ...recordRules, name: file.name, format, signal })) {
      const lines: Buffer[] = [];
      for (const record of records) {
        const text = record.problem === undefined ? await raw.take(record.start, record.end) : undefined;
        const fault = record.problem?.message ?? faultOfText(text, record.value);
        if (fault === undefined && text !== undefined) {
          for (const name of Object.keys(record.value ?? {})) checked.columns.add(name);
          lines.push(Buffer.from(`${record.index}${separator}${record.line ?? ''}${separator}`), onOneLine(text));
        } else {
          checked.bad += 1;
          const place = { file: file.name, line: record.line, row: record.index, column: undefined };
          await errors.add({ ...place, message: fault ?? '', record: record.text ?? text?.toString() ?? '' });
        }
      }
      yield Buffer.concat(lines);
    }
  } catch (error) {
    if (!(error instanceof LongshoreError && error.code === 'empty-file')) throw unreadable(error);
  } finally {
    await bytes.return();
  }
}

/** The engine refuses what JSON allows, half of a character. Written anew, halves alone are still escaped. */
function faultOfText(text: Buffer | undefined, value: unknown): string | undefined {
  const mayHaveHalf = text !== undefined && /\\u[dD]/.test(text.toString('latin1'));
  if (!mayHaveHalf || !/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(value))) return undefined;
  return 'The record has half of a character';
}

/** Line breaks stand between values alone, for in a text they are escaped. */
function onOneLine(text: Buffer): Buffer {
  const line = Buffer.concat([text, Buffer.from('\n')]);
  for (let at = 0; at < line.length - 1; at++) if (line[at] === 0x0a || line[at] === 0x0d) line[at] = 0x20;
  return line;
}

/** An error of reading, as one of a file of a load. */
function unreadable(error: unknown): unknown {
  const codes = ['not-an-array', 'file-malformed', 'file-truncated', 'file-bad-gzip'];
  if (!(error instanceof LongshoreError) || !codes.includes(error.code)) return error;
  return new LongshoreError('file-unreadable', error.message, { cause: error });
}

/** Names of the records' members. Which of several that differ by case alone is there, each record says. */
function columnsNamed(names: readonly string[]): FileColumn[] {
  const byCase = new Map<string, string[]>();
  for (const name of names) byCase.set(name.toLowerCase(), [...(byCase.get(name.toLowerCase()) ?? []), name]);
  return [...byCase.values()].map((variants) => {
    const values = variants.map((name) => `json_extract_string(record, ${quotedText(pointer(name))})`);
    return { name: variants[0] ?? '', sql: `coalesce(${values.join(', ')})`, type: 'VARCHAR' };
  });
}

const pointer = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
