import { setTimeout as delay } from 'node:timers/promises';
import { toBeDeleted } from '../contract/catalog-deletion';
import { journalQuery } from '../contract/run-definitions';
import { askRun } from '../runs/ask-run';
import { readProgress } from '../runs/find-runs';
import type { RunView } from '../runs/run-view';
import type { Session } from '../runs/session';
import { print } from './print';

const pollMs = 200;
const queryLimitMs = 2_000;
/** 30,000 entries are listed meanwhile. */
const limitMs = 30_000;

/** Prints how much a deletion deletes, as soon as its run knows it: before the first entry goes. */
export async function tellDeletion(session: Session, run: RunView): Promise<void> {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await delay(pollMs)) {
    const { workflowId } = run;
    const told = (await askRun(session, { workflowId }, journalQuery, queryLimitMs)) ?? [];
    const plan = told.find(({ text }) => text.startsWith(toBeDeleted));
    if (plan) return print(`${plan.text}\n`);
    const progress = await readProgress(session, { workflowId });
    if (progress && !['RUNNING', 'PAUSED'].includes(progress.status)) return;
  }
  print(`What is to be deleted is not known yet: longshore logs ${run.import}\n`);
}
