import type { Storage } from '../storage';
import { answeredRows } from './answered-rows';
import type { AnswerOf } from './ask-tables';
import { print, printJson } from './print';
import { rowObjects, rowsTable } from './rows-text';

/** Prints the rows that a question was answered with; that some are left out or masked goes to stderr. */
export async function showRows(
  storage: Storage,
  request: string,
  answer: AnswerOf<'rows'>,
  { json, limit }: { readonly json?: boolean; readonly limit: number },
): Promise<void> {
  const rows = await answeredRows(storage, request, answer);
  if (json) printJson(rowObjects(answer.columns, rows));
  else print(rowsTable(answer.columns, rows));
  if (answer.more) process.stderr.write(`The first ${limit} rows; --limit shows more.\n`);
  const masked = answer.columns.filter((column) => column.masked).map(({ name }) => name);
  if (masked.length > 0) process.stderr.write(`Masked: ${masked.join(', ')}; --show-personal shows them.\n`);
}
