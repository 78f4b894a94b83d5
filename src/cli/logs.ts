import { setTimeout as delay } from 'node:timers/promises';
import { batchWorkflowId } from '../contract/names';
import type { JournalEntry } from '../contract/run';
import { journalQuery } from '../contract/run-definitions';
import { type AskedRun, askRun } from '../runs/ask-run';
import { findBatch } from '../runs/find-batches';
import { findRun } from '../runs/find-runs';
import type { Session } from '../runs/session';
import { type JournalOwner, readJournal } from '../storage';
import { batchIdIn } from './batch-id-in';

const pollMs = 1_000;
const queryLimitMs = 5_000;

/** A journal's sentence with the caller's own id for the run, where there is one. */
export interface LoggedEntry extends JournalEntry {
  readonly trackerId?: string;
}

/**
 * The journal of a run, or of a batch job as `batch/<id>`: what lies in storage, and behind it what only the workflow knows yet. With `follow` it goes on
 * until the run has ended.
 */
export async function* journalOf(session: Session, reference: string, follow: boolean): AsyncGenerator<LoggedEntry> {
  let last = -1;
  for (let look = await lookAt(session, reference); ; look = await lookAt(session, look.again)) {
    const { trackerId } = look;
    const tracked = trackerId === undefined ? {} : { trackerId };
    for await (const entry of readJournal(session.storage, look.owner, last)) {
      last = entry.seq;
      yield { ...entry, ...tracked };
    }
    for (const entry of (await askRun(session, look.asked, journalQuery, queryLimitMs)) ?? []) {
      if (entry.seq <= last) continue;
      last = entry.seq;
      yield { ...entry, ...tracked };
    }
    if (!follow || look.hasEnded) return;
    await delay(pollMs);
  }
}

/** Whose journal is printed, and whom to ask for what does not lie in storage yet. */
interface JournalLook {
  readonly owner: JournalOwner;
  readonly asked: AskedRun;
  readonly trackerId?: string;
  readonly hasEnded: boolean;
  /** How the same is named at the next look. */
  readonly again: string;
}

async function lookAt(session: Session, reference: string): Promise<JournalLook> {
  const id = batchIdIn(reference);
  if (id !== undefined) {
    const { jobId, isOpen } = await findBatch(session, id);
    const asked = { workflowId: batchWorkflowId(id) };
    return { owner: { id, jobId }, asked, hasEnded: !isOpen, again: reference };
  }
  const run = await findRun(session, reference);
  const { workflowId, runId, closedAt, trackerId } = run;
  return {
    owner: run,
    // A run that is open may have continued as new: its first run id no longer answers for it.
    asked: closedAt === undefined ? { workflowId } : { workflowId, runId },
    ...(trackerId === undefined ? {} : { trackerId }),
    hasEnded: closedAt !== undefined,
    again: runId,
  };
}

export function journalLine({ at, level, text, trackerId }: LoggedEntry): string {
  const tracked = trackerId === undefined ? '' : `[${trackerId}] `;
  return `${new Date(at).toISOString()} ${level.toUpperCase().padEnd(12)} ${tracked}${text}\n`;
}
