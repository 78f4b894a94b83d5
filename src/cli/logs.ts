import { setTimeout as delay } from 'node:timers/promises';
import { queryNames } from '../contract/names';
import type { JournalEntry } from '../contract/run';
import { readJournal } from '../storage';
import { askRun } from './ask-run';
import { findRun } from './find-runs';
import type { RunView } from './run-view';
import type { Session } from './session';

const pollMs = 1_000;
const queryLimitMs = 5_000;

/**
 * The journal of a run: what lies in storage, and behind it what only the workflow knows yet. With `follow` it goes on
 * until the run has ended.
 */
export async function* journalOf(session: Session, reference: string, follow: boolean): AsyncGenerator<JournalEntry> {
  let run = await findRun(session, reference);
  let last = -1;
  for (;;) {
    for await (const entry of readJournal(session.storage, run, last)) {
      last = entry.seq;
      yield entry;
    }
    for (const entry of await tailOf(session, run)) {
      if (entry.seq <= last) continue;
      last = entry.seq;
      yield entry;
    }
    if (!follow || run.closedAt !== undefined) return;
    await delay(pollMs);
    run = await findRun(session, run.runId);
  }
}

/** The newest entries, from the workflow itself; none where it does not answer, or Temporal has dropped the run. */
async function tailOf(session: Session, { workflowId, runId, closedAt }: RunView): Promise<readonly JournalEntry[]> {
  // A run that is open may have continued as new: its first run id no longer answers for it.
  const asked = closedAt === undefined ? { workflowId } : { workflowId, runId };
  return (await askRun<JournalEntry[]>(session, asked, queryNames.journal, queryLimitMs)) ?? [];
}

export function journalLine({ at, level, text }: JournalEntry): string {
  return `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(12)} ${text}\n`;
}
