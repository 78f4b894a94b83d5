import Table from 'cli-table3';
import type { ToldColumn } from '../contract/couriers/table-request';

/** More of a value than this makes a line unreadable. */
const longestCell = 60;

export type Row = readonly unknown[];

/** Rows of a table as people read them, on a terminal. */
export function rowsTable(columns: readonly Pick<ToldColumn, 'name'>[], rows: readonly Row[]): string {
  if (rows.length === 0) return 'No rows.\n';
  const table = new Table({ head: columns.map(({ name }) => cell(name)), style: { head: [], border: [] } });
  for (const row of rows) table.push(row.map(cell));
  return `${table.toString()}\n`;
}

/** Rows as objects, for scripts. Of columns with one name the later ones have a number behind it. */
export function rowObjects(
  columns: readonly Pick<ToldColumn, 'name'>[],
  rows: readonly Row[],
): readonly Record<string, unknown>[] {
  const names: string[] = [];
  for (const { name } of columns) {
    let own = name;
    for (let number = 2; names.includes(own); number += 1) own = `${name}_${number}`;
    names.push(own);
  }
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));
}

/** One line, without signs that would move the cursor. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (sign) => (sign === '\t' || sign === '\n' ? ' ' : '\ufffd'));
  const signs = [...line];
  return signs.length > longestCell ? `${signs.slice(0, longestCell - 1).join('')}…` : line;
}
