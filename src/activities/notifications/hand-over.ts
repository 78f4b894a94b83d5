import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { notifyWorkflowId, notifyWorkflowType } from '../../contract/names';
import { idempotencyKey, type Notification, type NotifyInput } from '../../contract/notification';

/** What notifications are handed over with. */
export interface HandOver {
  readonly client: Client;
  readonly taskQueue: string;
  readonly log: { error(message: string, meta: Record<string, unknown>): void };
}

/** A server that is there takes a start in some ms. */
const takenWithinMs = 2_000;
const attempts = 3;
const pauseMs = 250;

/**
 * Gives a notification to Temporal, once for each channel: a workflow sends it, for as long as that takes. A repeat starts
 * nothing. It never throws and returns within seven seconds, for no run may fail or wait because of what is told of it: what
 * Temporal does not take in three attempts stands in the log, and makes the answer false.
 */
export async function handOver(
  to: HandOver,
  channels: readonly string[],
  notification: Notification,
): Promise<boolean> {
  const taken = await Promise.all(channels.map((channel) => handOverTo(to, { channel, notification })));
  return taken.every((one) => one);
}

async function handOverTo(to: HandOver, input: NotifyInput): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await startNotify(to, input);
      return true;
    } catch (error) {
      if (attempt < attempts) {
        await delay(pauseMs);
        continue;
      }
      const name = error instanceof Error ? error.name : typeof error;
      to.log.error('Temporal does not take a notification: it is not sent', {
        key: idempotencyKey(input),
        reason: name,
      });
      return false;
    }
  }
}

async function startNotify({ client, taskQueue }: HandOver, input: NotifyInput): Promise<void> {
  const { event, job } = input.notification;
  try {
    await client.withDeadline(Date.now() + takenWithinMs, () =>
      client.workflow.start(notifyWorkflowType, {
        workflowId: notifyWorkflowId(idempotencyKey(input)),
        taskQueue,
        args: [input],
        // One that was sent is not sent again by a repeat of who tells it.
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        staticSummary: `${job?.title.slice(0, 100) ?? 'Longshore'}: ${event}, by ${input.channel}`.slice(0, 200),
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
