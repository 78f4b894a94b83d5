import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { queueOfTables } from '../config';
import type { TableAnswer, TableRequestEnd, TableRequestInput } from '../contract/couriers/table-request';
import { LongshoreError } from '../contract/failure';
import { isFailureCode } from '../contract/failure-codes';
import { tableRequestWorkflowId, tableRequestWorkflowType } from '../contract/names';
import type { Session } from '../runs/session';
import { readTableAnswer, removeTableRequest, type TableRequest, writeTableRequest } from '../storage';
import { exitCodes } from './exit-code';

/** A worker that is there takes a question in some ms, and one that starts in about two seconds. */
const takenWithinMs = 5_000;

export type Answered = Exclude<TableAnswer, { is: 'failed' }>;
export type AnswerOf<Is extends Answered['is']> = Extract<Answered, { is: Is }>;

/** What a question is made with: its id, under which a file can be sent along. */
export type Question = (request: string) => TableRequest | Promise<TableRequest>;

/**
 * Asks the worker that has the tables, for no command may open their file; of a file any worker is asked. What came of it is
 * read by `use`, and removed then.
 *
 * Throws what it was answered with, and `tables-unavailable` where no worker takes the question within five seconds.
 */
export async function askTables<Is extends Answered['is'], Result>(
  session: Session,
  is: Is,
  question: Question,
  use: (answer: AnswerOf<Is>, request: string) => Promise<Result> | Result,
): Promise<Result> {
  const { storage, client, config } = session;
  const request = randomUUID();
  let handle: WorkflowHandle | undefined;
  const onInterrupt = (): void => {
    void Promise.allSettled([handle?.cancel(), removeTableRequest(storage, request)]).then(() =>
      process.exit(exitCodes.interrupted),
    );
  };
  process.once('SIGINT', onInterrupt);
  try {
    const asked = await question(request);
    await writeTableRequest(storage, request, asked);
    const connection = 'connection' in asked ? asked.connection : undefined;
    const queue = connection === undefined ? config.taskQueue : queueOfTables(config, connection);
    const input: TableRequestInput = { request, queue, takenWithinMs };
    handle = await client.workflow.start(tableRequestWorkflowType, {
      workflowId: tableRequestWorkflowId(request),
      taskQueue: config.taskQueue,
      args: [input],
    });
    const end = await endOf(handle);
    if (end === 'nobody-there') throw nobodyThere(connection, queue);
    return await use(requireAnswer(await readTableAnswer(storage, request), is), request);
  } finally {
    process.off('SIGINT', onInterrupt);
    await removeTableRequest(storage, request);
  }
}

/** What the workflow ends with; where no worker takes even that, it is ended. Throws what a worker has failed with. */
async function endOf(handle: WorkflowHandle): Promise<TableRequestEnd> {
  const stop = new AbortController();
  let isUntaken = false;
  const result = (handle.result() as Promise<TableRequestEnd>)
    .catch((error: unknown): TableRequestEnd => {
      if (isUntaken) return 'nobody-there';
      throw failureIn(error);
    })
    .finally(() => stop.abort());
  await Promise.race([result, delay(takenWithinMs, undefined, stop).catch(() => undefined)]);
  // The start and a task that waits: nobody has begun it.
  isUntaken = !stop.signal.aborted && (await handle.describe()).historyLength <= 2;
  if (isUntaken) await handle.terminate('No worker has taken it');
  return result;
}

/** The report that a worker's failure carries; Temporal wraps it, and the workflow's failure wraps that. */
function failureIn(error: unknown): unknown {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    const { type } = Object(inner) as { readonly type?: unknown };
    if (typeof type !== 'string' || !isFailureCode(type)) continue;
    return new LongshoreError(type, inner.message, { cause: error });
  }
  return error;
}

function nobodyThere(connection: string | undefined, queue: string): LongshoreError {
  const whose = connection === undefined ? 'No worker' : `No worker has the tables of \`${connection}\` open: none`;
  return new LongshoreError(
    'tables-unavailable',
    `${whose} took the question from the task queue ${queue} within ${takenWithinMs / 1_000} s`,
    { remedy: 'Start `longshore dev` or `longshore-worker` with this longshore.yaml, and look at its log.' },
  );
}

function requireAnswer<Is extends Answered['is']>(answer: TableAnswer | undefined, is: Is): AnswerOf<Is> {
  if (answer?.is === 'failed') {
    const { code, message, remedy } = answer.failure;
    throw new LongshoreError(code, message, { remedy });
  }
  if (answer !== undefined && isAnswerOf(answer, is)) return answer;
  throw new LongshoreError('storage-missing', 'The answer of the worker is not in storage', {
    remedy: 'Give the worker the same storage as this command.',
  });
}

function isAnswerOf<Is extends Answered['is']>(answer: TableAnswer, is: Is): answer is AnswerOf<Is> {
  return answer.is === is;
}
