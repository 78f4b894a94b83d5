import * as wf from '@temporalio/workflow';
import type { NotificationActivities } from '../activities/notification-activities';
import { signalNames } from '../contract/names';
import type { RuntimeWatched, RuntimeWatchInput } from '../contract/runtime-watch';
import { stateOptions } from './activity-options';

const ended = wf.defineSignal(signalNames.ended);

/** Waits beside a run, and tells of it where it works for longer than its `runtimeAlert`. The run knows nothing of it. */
export async function runtimeWatch(input: RuntimeWatchInput): Promise<RuntimeWatched> {
  let hasEnded = false;
  wf.setHandler(ended, () => {
    hasEnded = true;
  });
  if (await wf.condition(() => hasEnded, input.alertAfterMs, { summary: 'The run may work so long' }))
    return 'ended in time';
  const { tellOfRuntime } = wf.proxyActivities<NotificationActivities>(stateOptions);
  return tellOfRuntime(input);
}
