import Table from 'cli-table3';
import type { ReplayOutcome, ReplayRow } from '../storage';

const words: Readonly<Record<ReplayOutcome, string>> = {
  delivered: 'delivered',
  'would-be-sent': 'would be sent',
  rejected: 'rejected again',
  skipped: 'left out by the mapping',
  newer: 'left: newer work',
  'not-done': 'left: not imported yet',
  gone: 'left: file is gone',
  unreadable: 'left: not readable',
};

/** What a dry run has found, for a terminal: it shows the keys of records. `rows` are the first of all. */
export function dryRunText(
  rows: readonly ReplayRow[],
  totals: Readonly<Partial<Record<ReplayOutcome, number>>>,
): string {
  const table = new Table({ head: ['File', 'Index', 'Key', 'Outcome', 'Why'], style: { head: [], border: [] } });
  for (const { file, index, key, outcome, rejects, code, message } of rows) {
    const place = index === undefined ? `all ${rejects}` : String(index);
    table.push([file, place, key ?? '', words[outcome], [code, message].filter(Boolean).join(': ')]);
  }
  const sums = Object.entries(totals).map(([outcome, count]) => `${count} ${words[outcome as ReplayOutcome]}`);
  return `Nothing was sent: this was a dry run.\n${table.toString()}\n${sums.join(', ')}\n`;
}
