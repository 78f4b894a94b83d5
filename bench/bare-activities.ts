import * as wf from '@temporalio/workflow';

const { nothing } = wf.proxyActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: '1 minute' });

/** So many activities of no work one behind the other: what the server itself takes for what a job does. */
export async function bareActivities(left: number): Promise<void> {
  for (let done = 0; done < left; done += 1) {
    if (wf.workflowInfo().continueAsNewSuggested) return wf.continueAsNew<typeof bareActivities>(left - done);
    await nothing();
  }
}
