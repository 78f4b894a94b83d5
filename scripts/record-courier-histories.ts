import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { failsOnce, found, lacking, rehearseCouriers } from '../sandbox/courier-rehearsal';
import { resolveSignal } from '../src/contract/run-definitions';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Records a history of each kind of run of a courier. */
export async function recordCourierHistories(
  record: (name: string, handle: WorkflowHandleWithFirstExecutionRunId, runId?: string) => Promise<void>,
): Promise<void> {
  const couriers = await rehearseCouriers({ 'limit.historyCount.suggestContinueAsNew': 60 });
  const { world } = couriers;
  try {
    const period = { from: '2020-09-13', to: '2020-09-15' } as const;
    world.find = (look) => (look === 1 ? lacking(found(2)) : found(3));
    const twice = await couriers.start('held', period);
    await twice.result();
    await record('courier-in-two-passes', twice);

    couriers.fresh();
    world.load = failsOnce(0);
    const held = await couriers.start('held', { day: '2020-09-13' });
    await pause(1_500);
    await held.signal('pause');
    await pause(500);
    await held.signal(resolveSignal, { action: 'retry' });
    await held.signal('resume');
    await held.result();
    await record('courier-held-and-resolved', held);

    couriers.fresh();
    world.find = () => found(60);
    const long = await couriers.start('held', { day: '2020-09-13' });
    await long.result();
    await record('courier-continued-as-new', long);

    couriers.fresh();
    world.find = () => lacking(found(0));
    const waiting = await couriers.start('held', { day: '2020-09-13', waitMs: 600_000 });
    await pause(1_500);
    await waiting.signal('cancel', { reason: 'enough' });
    await waiting.result().catch(() => undefined);
    await record('courier-cancelled', waiting);

    couriers.fresh();
    world.load = failsOnce(0);
    const name = 'group/nightly';
    const start = (scheduledAt: string) =>
      couriers.session.client.workflow.start('courierGroup', {
        ...{ workflowId: name, taskQueue: couriers.session.config.taskQueue, args: [{ import: name, scheduledAt }] },
      });
    const failed = await start('2026-03-02T13:30:00Z');
    await failed.result().catch(() => undefined);
    await record('group-with-a-failed-courier', failed);
    const next = await start('2026-03-03T13:30:00Z');
    await pause(500);
    await next.signal('pause');
    await pause(500);
    await next.signal('resume');
    await next.result();
    await record('group-that-makes-good', next);
  } finally {
    await couriers.stop();
  }
}
