import { maskValue } from '../../contract/couriers/personal-tags';
import type { TableAnswer } from '../../contract/couriers/table-request';
import { answerContentKey, PieceWriter } from '../../storage';
import type { QueryResult } from '../../tables/tables';
import type { Asked } from './answer-request';

interface RowsWanted {
  readonly limit: number;
  /** Of each column, whether its values are shown. */
  readonly shown: readonly boolean[];
}

/** Puts the first rows of a result into storage, a JSON array on each line. Masked values do not get there. */
export async function answerRows(
  { storage, id, signal }: Asked,
  { columns, rows }: QueryResult,
  { limit, shown }: RowsWanted,
): Promise<TableAnswer> {
  const writer = new PieceWriter(storage, answerContentKey(id));
  let count = 0;
  let more = false;
  for await (const batch of rows) {
    signal.throwIfAborted();
    const taken = batch.slice(0, limit - count);
    const lines = taken.map((row) => JSON.stringify(row.map((value, at) => (shown[at] ? value : maskValue(value)))));
    if (lines.length > 0) await writer.write(Buffer.from(`${lines.join('\n')}\n`));
    count += taken.length;
    more = taken.length < batch.length;
    if (more) break;
  }
  const told = columns.map(({ name, type }, at) => ({ name, type, masked: !shown[at] }));
  return { is: 'rows', columns: told, count, more, content: await writer.end() };
}
