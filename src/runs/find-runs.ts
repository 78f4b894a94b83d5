import type { WorkflowExecutionInfo } from '@temporalio/client';
import { LongshoreError } from '../contract/failure';
import { importWorkflowId, workflowTypes } from '../contract/names';
import type { RunProgress } from '../contract/run';
import { progressQuery } from '../contract/run-definitions';
import { readRunRecords } from '../storage';
import { type AskedRun, askRun } from './ask-run';
import { type RunView, viewOfExecution, viewOfRecord } from './run-view';
import type { Session } from './session';

/** A worker answers a query in some ms; a list must not hang where none is up. */
const queryLimitMs = 2_000;
/** The most runs of Temporal's that a list looks at. */
const mostListed = 1_000;

export interface FindRunsOptions {
  readonly import?: string;
  readonly limit: number;
}

/** A run, and how Temporal lists it where it works and may be asked how far it is. */
interface KnownRun {
  readonly view: RunView;
  readonly working?: WorkflowExecutionInfo;
}

/**
 * The runs that Temporal still has and those that only storage remembers, newest first, each once: a chain of
 * continue-as-new is one run. Those that work are asked how far they are.
 */
export async function findRuns(session: Session, options: FindRunsOptions): Promise<RunView[]> {
  const runs = await knownRuns(session, options.import);
  // Side by side: where no worker is up, each takes the whole of queryLimitMs.
  return Promise.all(runs.slice(0, options.limit).map((run) => withProgress(session, run)));
}

async function withProgress(session: Session, { view, working }: KnownRun): Promise<RunView> {
  return working ? viewOfExecution(working, await readProgress(session, working)) : view;
}

async function knownRuns(session: Session, importName: string | undefined): Promise<KnownRun[]> {
  const runs = new Map<string, KnownRun>();
  for (const info of await listExecutions(session, importName)) {
    const view = viewOfExecution(info, undefined);
    if (!runs.has(view.runId)) runs.set(view.runId, view.status === 'RUNNING' ? { view, working: info } : { view });
  }
  for await (const record of readRunRecords(session.storage, importName)) {
    const listed = runs.get(record.runId);
    // The record of a closed run knows its error and rejects; a run that is open has none yet.
    if (!listed || listed.view.closedAt !== undefined) runs.set(record.runId, { view: viewOfRecord(record) });
  }
  return [...runs.values()].sort((a, b) => b.view.startedAt - a.view.startedAt);
}

async function listExecutions(session: Session, importName: string | undefined): Promise<WorkflowExecutionInfo[]> {
  const types = Object.values(workflowTypes).map((type) => `'${type}'`);
  const only = importName === undefined ? '' : ` AND WorkflowId = '${importWorkflowId(importName)}'`;
  const query = `WorkflowType IN (${types.join(', ')}) AND ExecutionStatus != 'ContinuedAsNew'${only}`;
  const found: WorkflowExecutionInfo[] = [];
  for await (const info of session.client.workflow.list({ query })) {
    found.push(info);
    if (found.length >= mostListed) break;
  }
  return found;
}

/** What a run says of itself; undefined where it does not answer, and the caller shows what else it knows. */
export function readProgress(session: Session, run: AskedRun): Promise<RunProgress | undefined> {
  return askRun(session, run, progressQuery, queryLimitMs);
}

/**
 * The run that a person means: an import's name stands for its newest run that has begun, else it is a run id or the
 * beginning of one. Throws `run-not-found`, also where several runs begin so.
 */
export function findRun(session: Session, reference: string): Promise<RunView> {
  return find(session, reference, (run) => run.status !== 'SCHEDULED');
}

/** As `findRun`, for who wants to follow or to steer: an import's name stands for the run that is open, or to come. */
export function findOpenRun(session: Session, reference: string): Promise<RunView> {
  return find(session, reference, (run) => run.closedAt === undefined);
}

async function find(session: Session, reference: string, isMeant: (run: RunView) => boolean): Promise<RunView> {
  const name = reference.replace(/^import\//, '');
  if (Object.hasOwn(session.config.imports, name)) {
    const newest = await findRuns(session, { import: name, limit: 2 });
    const meant = newest.find(isMeant) ?? newest[0];
    if (meant) return meant;
    throw new LongshoreError('run-not-found', `${name} has never run`, {
      remedy: `Start it: \`longshore run ${name}\`.`,
    });
  }
  const runs = await knownRuns(session, undefined);
  const matching = reference.length < 4 ? [] : runs.filter(({ view }) => view.runId.startsWith(reference));
  if (matching.length === 1 && matching[0]) return withProgress(session, matching[0]);
  const why =
    matching.length > 1 ? `${matching.length} runs begin with ${reference}` : `No run is known as ${reference}`;
  throw new LongshoreError('run-not-found', why);
}
