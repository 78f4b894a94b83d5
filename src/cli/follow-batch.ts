import { setTimeout as delay } from 'node:timers/promises';
import { waitForProgressUpdate } from '../contract/batch-definitions';
import { batchWorkflowId } from '../contract/names';
import { type BatchView, batchJson, findBatch } from '../runs/find-batches';
import type { Session } from '../runs/session';
import { batchLine, batchText } from './batch-text';
import { exitCodeOfFailure, exitCodes } from './exit-code';
import { print, printJson, printJsonLine } from './print';
import { duration } from './progress-bar';

/** How soon it looks again where its wait was refused, for many wait or the job rests. */
const pollMs = 1_000;
/** The update answers within 20 s, where a worker is up. */
const updateLimitMs = 25_000;

export interface FollowBatchOptions {
  /** Draws how far it is; else it only waits. */
  readonly watch?: boolean;
  readonly json?: boolean;
  /** How long it waits at most, in ms; the job goes on. */
  readonly timeout?: number;
}

/** Follows a job to its end, tells what it has come to, and makes that the exit code. */
export async function followBatch(session: Session, id: string, options: FollowBatchOptions): Promise<void> {
  const deadline = Date.now() + (options.timeout ?? Number.POSITIVE_INFINITY);
  const goesOn = `the job goes on. Follow it with: longshore batch progress ${id} --watch\n`;
  const onInterrupt = (): void => {
    process.stderr.write(`\nInterrupted; ${goesOn}`);
    process.exit(exitCodes.interrupted);
  };
  process.once('SIGINT', onInterrupt);
  let told = '';
  for (;;) {
    const job = await findBatch(session, id);
    if (!job.isOpen) {
      process.off('SIGINT', onInterrupt);
      return tellEnd(job, options);
    }
    if (options.watch) told = tellProgress(job, told, options.json ?? false);
    if (Date.now() >= deadline) {
      process.exitCode = exitCodes.waitTimedOut;
      process.stderr.write(`Waited ${duration(options.timeout ?? 0)}; ${goesOn}`);
      return;
    }
    await untilChanged(session, job, Math.max(0, deadline - Date.now()));
  }
}

/** Waits until the job has come further, without asking again and again. */
async function untilChanged(session: Session, { id, progressPercent }: BatchView, limitMs: number): Promise<void> {
  const handle = session.client.workflow.getHandle(batchWorkflowId(id));
  const { ServiceError, WorkflowNotFoundError, WorkflowUpdateFailedError } = await import('@temporalio/client');
  const limit = Date.now() + Math.min(updateLimitMs, limitMs);
  try {
    const wanted = { percent: progressPercent + 1 };
    const { status } = await session.connection.withDeadline(limit, () =>
      handle.executeUpdate(waitForProgressUpdate, { args: [wanted] }),
    );
    // One that has ended closes in a moment.
    if (status !== 'RUNNING') await delay(100);
  } catch (error) {
    const isRefused =
      error instanceof WorkflowUpdateFailedError ||
      error instanceof WorkflowNotFoundError ||
      error instanceof ServiceError ||
      (error instanceof Error && error.name === 'WorkflowUpdateRPCTimeoutOrCancelledError');
    if (!isRefused) throw error;
    await delay(Math.min(pollMs, limitMs));
  }
}

/** Tells where a job is, where that is news; answers what is told now. */
function tellProgress(job: BatchView, told: string, json: boolean): string {
  const line = json ? JSON.stringify(batchJson(job)) : batchLine(job);
  if (line === told) return told;
  if (json) print(`${line}\n`);
  else if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  else process.stderr.write(`${line}\n`);
  return line;
}

function tellEnd(job: BatchView, { watch, json }: FollowBatchOptions): void {
  process.exitCode = exitCodeOfBatch(job);
  if (watch && !json && process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
  if (watch && json) printJsonLine(batchJson(job));
  else if (json) printJson(batchJson(job));
  else print(batchText(job));
}

/** The exit code that tells how a job ended. */
export function exitCodeOfBatch({ status, error }: Pick<BatchView, 'status' | 'error'>): number {
  if (status === 'CANCELLED') return exitCodes.cancelled;
  if (status === 'FAILED') return error ? exitCodeOfFailure(error.code) : exitCodes.failed;
  return exitCodes.ok;
}
