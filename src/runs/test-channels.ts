import { randomUUID } from 'node:crypto';
import { LongshoreError } from '../contract/failure';
import { notifyWorkflowId, notifyWorkflowType } from '../contract/names';
import { nearestWord } from '../contract/nearest-word';
import { idempotencyKey, type Notified, type NotifyInput } from '../contract/notification';
import type { Session } from './session';

export interface TestedChannel {
  readonly channel: string;
  readonly came: Notified;
}

/** A worker that is there sends in seconds; a mail server is given two minutes. */
const testedWithinMs = 180_000;

/**
 * Sends a test message by a channel, or by each, through the worker, whose network and secrets they are. Throws
 * `unknown-channel`, and `no-worker` where none has tried it in three minutes.
 */
export async function testChannels({ config, client }: Session, name?: string): Promise<TestedChannel[]> {
  const names = Object.keys(config.notifications.channels);
  if (name !== undefined && !names.includes(name)) throw unknownChannel(name, names);
  if (names.length === 0)
    throw new LongshoreError('unknown-channel', 'longshore.yaml has no channels of notifications');
  const key = `test/${randomUUID()}`;
  const at = new Date().toISOString();
  const text = 'A test message of `longshore notify test`: this channel works.';
  return Promise.all(
    (name === undefined ? names : [name]).map(async (channel) => {
      const input: NotifyInput = { channel, notification: { event: 'test', key, at, text } };
      const handle = await client.workflow.start(notifyWorkflowType, {
        workflowId: notifyWorkflowId(idempotencyKey(input)),
        taskQueue: config.taskQueue,
        args: [input],
        staticSummary: `Test of the channel ${channel}`,
        workflowExecutionTimeout: testedWithinMs,
      });
      return { channel, came: (await handle.result()) as Notified };
    }),
  );
}

function unknownChannel(name: string, names: readonly string[]): LongshoreError {
  const near = nearestWord(name, names);
  const remedy = near === undefined ? undefined : `Did you mean \`${near}\`?`;
  return new LongshoreError('unknown-channel', `There is no channel ${name}`, remedy ? { remedy } : {});
}
