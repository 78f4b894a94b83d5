import type { WorkflowInfo } from '@temporalio/workflow';
import { asWorkflowFailure, failure } from './failures';

/**
 * A worker that was restarted reads 20,000 events in about 6 s, of the 10 s that it has for it. With steps of 20 s they
 * last for nine hours; the server itself ends an execution at 51,200.
 */
const mostEventsUnderCron = 20_000;

/**
 * True when a run is to continue as new. Under Temporal's cron it never is: what continues as new drops the cron, and
 * there would be no next fire.
 *
 * Throws `cron-run-too-long` for a fire that has come to the end of its history.
 */
export function historyIsLong(info: Pick<WorkflowInfo, 'cronSchedule' | 'historyLength' | 'continueAsNewSuggested'>) {
  if (!info.cronSchedule) return info.continueAsNewSuggested;
  if (info.historyLength < mostEventsUnderCron) return false;
  throw asWorkflowFailure(
    failure('cron-run-too-long', `This fire of the cron '${info.cronSchedule}' has ${info.historyLength} events`),
  );
}
