import { log } from '@temporalio/activity';
import type { JournalEntry } from '../contract/run';

/** Tells a run's journal in the worker's log as well, line by line: it holds no record's key or value. */
export function logJournal(entries: readonly JournalEntry[]): void {
  for (const { level, text, seq } of entries) {
    if (level === 'notification') log.info(text, { seq, notification: true });
    else log[level](text, { seq });
  }
}
