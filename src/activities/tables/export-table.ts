import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { quotedName, quotedText } from '../../connectors/duckdb';
import type { ExportFormat, TableAnswer } from '../../contract/couriers/table-request';
import { csvRow } from '../../formats';
import { answerContentKey, PieceWriter } from '../../storage';
import type { QueryResult, TableColumn } from '../../tables/tables';
import { withScratchFolder } from '../couriers/scratch-folder';
import type { Asked } from './answer-request';
import { withEngine } from './with-engine';

/** Puts all rows of a result into storage, as the content of a file. */
export async function exportTable(asked: Asked, result: QueryResult, format: ExportFormat): Promise<TableAnswer> {
  const writer = new PieceWriter(asked.storage, answerContentKey(asked.id));
  let count = 0;
  const rows = (async function* () {
    for await (const batch of result.rows) {
      asked.signal.throwIfAborted();
      count += batch.length;
      yield batch;
    }
  })();
  const counted = { columns: result.columns, rows };
  if (format === 'parquet') await writeParquet(asked, counted, writer);
  else {
    const parts = format === 'csv' ? csvParts(counted) : jsonParts(counted);
    for await (const part of parts) await writer.write(Buffer.from(part));
  }
  return { is: 'export', rows: count, content: await writer.end() };
}

async function* csvParts({ columns, rows }: QueryResult): AsyncGenerator<string> {
  yield csvRow(columns.map(({ name }) => name));
  for await (const batch of rows) yield batch.map((row) => csvRow(row.map(csvValue))).join('');
}

function csvValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An array with a row on each line: what reads JSON reads it, and so does what reads line by line. */
async function* jsonParts({ columns, rows }: QueryResult): AsyncGenerator<string> {
  let before = '[\n';
  for await (const batch of rows) {
    if (batch.length === 0) continue;
    yield before + batch.map((row) => JSON.stringify(objectOf(columns, row))).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function objectOf(columns: readonly TableColumn[], row: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null]));
}

/** Only the engine writes Parquet, and what it reads for that lies on this machine. */
async function writeParquet({ env, signal }: Asked, result: QueryResult, writer: PieceWriter): Promise<void> {
  await withScratchFolder(env, async (folder) => {
    const rows = join(folder, 'rows.ndjson');
    const parquet = join(folder, 'rows.parquet');
    await pipeline(ndjsonParts(result), createWriteStream(rows), { signal });
    const copy = `COPY (${selectTyped(result.columns, rows)}) TO ${quotedText(parquet)} (FORMAT parquet)`;
    await withEngine(folder, { signal }, (session) => session.run(copy));
    for await (const chunk of createReadStream(parquet)) await writer.write(chunk as Buffer);
  });
}

async function* ndjsonParts({ columns, rows }: QueryResult): AsyncGenerator<string> {
  for await (const batch of rows) {
    yield batch.map((row) => `${JSON.stringify(objectOf(columns, row))}\n`).join('');
  }
}

/** Values come as text, or as JSON where they are nested, and are cast: a number of 38 digits would be rounded otherwise. */
function selectTyped(columns: readonly TableColumn[], path: string): string {
  const read = columns.map(({ name, type }) => `${quotedText(name)}: ${isNested(type) ? "'JSON'" : "'VARCHAR'"}`);
  const cast = columns.map(({ name, type }) => `${quotedName(name)}::${typeInDuckDb(type)} AS ${quotedName(name)}`);
  const from = `read_json(${quotedText(path)}, format = 'newline_delimited', columns = {${read.join(', ')}})`;
  return `SELECT ${cast.join(', ')} FROM ${from}`;
}

function isNested(type: string): boolean {
  return /^(?:STRUCT|MAP|JSON|UNION)/i.test(type) || type.endsWith(']');
}

/** Most words of PostgreSQL are DuckDB's too. */
function typeInDuckDb(type: string): string {
  return /^jsonb$/i.test(type) ? 'JSON' : type.replace(/ without time zone$/i, '');
}
