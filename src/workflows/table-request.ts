import { ActivityFailure, TimeoutFailure, TimeoutType } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import type { TableRequestActivities } from '../activities/table-activities';
import type { TableRequestEnd, TableRequestInput } from '../contract/couriers/table-request';
import { requestOptions } from './activity-options';

/**
 * Hands the question of a command to who can answer it: the worker that owns the tables, for no other process may open
 * their file. Both question and answer lie in storage.
 */
export async function tableRequest({ request, queue, takenWithinMs }: TableRequestInput): Promise<TableRequestEnd> {
  const { answerTableRequest } = wf.proxyActivities<TableRequestActivities>(requestOptions(queue, takenWithinMs));
  try {
    await answerTableRequest({ request });
    return 'answered';
  } catch (error) {
    if (isUntaken(error)) return 'nobody-there';
    throw error;
  }
}

function isUntaken(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof TimeoutFailure && cause.timeoutType === TimeoutType.SCHEDULE_TO_START;
}
