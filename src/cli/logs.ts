import { setTimeout as delay } from 'node:timers/promises';
import type { JournalEntry } from '../contract/run';
import { journalQuery } from '../contract/run-definitions';
import { readJournal } from '../storage';
import { askRun } from './ask-run';
import { findRun } from './find-runs';
import type { RunView } from './run-view';
import type { Session } from './session';

const pollMs = 1_000;
const queryLimitMs = 5_000;

/** A journal's sentence with the caller's own id for the run, where there is one. */
export interface LoggedEntry extends JournalEntry {
  readonly trackerId?: string;
}

/**
 * The journal of a run: what lies in storage, and behind it what only the workflow knows yet. With `follow` it goes on
 * until the run has ended.
 */
export async function* journalOf(session: Session, reference: string, follow: boolean): AsyncGenerator<LoggedEntry> {
  let run = await findRun(session, reference);
  let last = -1;
  for (;;) {
    const tracked = run.trackerId === undefined ? {} : { trackerId: run.trackerId };
    for await (const entry of readJournal(session.storage, run, last)) {
      last = entry.seq;
      yield { ...entry, ...tracked };
    }
    for (const entry of await tailOf(session, run)) {
      if (entry.seq <= last) continue;
      last = entry.seq;
      yield { ...entry, ...tracked };
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
  return (await askRun(session, asked, journalQuery, queryLimitMs)) ?? [];
}

export function journalLine({ at, level, text, trackerId }: LoggedEntry): string {
  const tracked = trackerId === undefined ? '' : `[${trackerId}] `;
  return `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(12)} ${tracked}${text}\n`;
}
