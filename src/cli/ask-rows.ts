import type { Session } from '../runs/session';
import type { Storage, TableRequest } from '../storage';
import { answeredRows } from './answered-rows';
import { type AnswerOf, askTables } from './ask-tables';
import { print, printJson } from './print';
import { rowObjects, rowsTable } from './rows-text';

interface RowsFlags {
  readonly limit: number;
  readonly json?: boolean;
}

/** Asks for rows and prints them; that some are left out or masked goes to stderr. Throws as `askTables` does. */
export async function askRows(session: Session, asked: TableRequest, flags: RowsFlags): Promise<void> {
  await askTables(
    session,
    'rows',
    () => asked,
    (answer, request) => showRows(session.storage, request, answer, flags),
  );
}

async function showRows(
  storage: Storage,
  request: string,
  answer: AnswerOf<'rows'>,
  { json, limit }: RowsFlags,
): Promise<void> {
  const rows = await answeredRows(storage, request, answer);
  if (json) printJson(rowObjects(answer.columns, rows));
  else print(rowsTable(answer.columns, rows));
  if (answer.more) process.stderr.write(`The first ${limit} rows; --limit shows more.\n`);
  const masked = answer.columns.filter((column) => column.masked).map(({ name }) => name);
  if (masked.length > 0) process.stderr.write(`Masked: ${masked.join(', ')}; --show-personal shows them.\n`);
}
