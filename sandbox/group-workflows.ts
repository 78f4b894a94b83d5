import { ApplicationFailure } from '@temporalio/common';
import * as wf from '@temporalio/workflow';
import { noCounts } from '../src/contract/counts';
import { courierToldSignal } from '../src/contract/group-definitions';
import type { RunInput, RunResult } from '../src/contract/run';
import { cancelSignal, pauseSignal, resumeSignal } from '../src/contract/run-definitions';
import type { ScheduledStart } from '../src/contract/schedules/scheduled-start';

export { courierGroup } from '../src/workflows/courier-group';
export { runtimeWatch } from '../src/workflows/runtime-watch';
export { scheduledStart } from '../src/workflows/scheduled-start';

/** What stands in for buckets and tables. */
export interface GroupWorld {
  /** Which days' files are not there at a time; and whether the courier is to fail by itself. `begun` is when its run began. */
  look(asked: {
    courier: string;
    from?: string;
    to?: string;
    scheduledAt?: string;
    begun: number;
    now: number;
  }): Promise<{ missing: string[]; fails: boolean; worksMs: number }>;
  /** Loads what is there, and answers how many rows that were. */
  load(asked: { courier: string; from?: string; to?: string; now: number; without: string[] }): Promise<number>;
  told(asked: { courier: string; what: string }): Promise<void>;
}

const world = wf.proxyActivities<GroupWorld>({ startToCloseTimeout: '1 minute' });
const lookEveryMs = 20 * 60_000;

/** A courier that waits for files, goes on without them or fails, and may be paused and cancelled, as the true one does. */
export async function courier({ import: name, options = {}, scheduledAt, group }: RunInput): Promise<RunResult> {
  const { from, to, waitMs = 0, skipMissingAfterWait } = options;
  const days = { courier: name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  let cancelled: string | undefined;
  let isPaused = false;
  wf.setHandler(cancelSignal, (request) => {
    cancelled = request?.reason ?? '';
  });
  wf.setHandler(pauseSignal, () => {
    isPaused = true;
  });
  wf.setHandler(resumeSignal, () => {
    isPaused = false;
  });
  if (group !== undefined) {
    const tasks = [{ name: 'find', state: 'running' as const }];
    await wf.getExternalWorkflowHandle(group).signal(courierToldSignal, { courier: name, tasks });
  }
  const begun = Date.now();
  for (;;) {
    const { missing, fails, worksMs } = await world.look({
      ...days,
      ...(scheduledAt === undefined ? {} : { scheduledAt }),
      ...{ begun, now: Date.now() },
    });
    const isOver = Date.now() - begun >= waitMs;
    if (fails)
      throw ApplicationFailure.create({
        message: 'The bucket is away',
        type: 'source-unavailable',
        nonRetryable: true,
      });
    if (missing.length === 0 || (isOver && skipMissingAfterWait)) {
      // The least timer of a server that does not skip time lasts a second.
      if (worksMs > 0) await wf.condition(() => cancelled !== undefined, worksMs);
      if (isPaused) {
        await world.told({ courier: name, what: 'paused' });
        await wf.condition(() => !isPaused || cancelled !== undefined);
        await world.told({ courier: name, what: 'resumed' });
      }
      if (cancelled !== undefined) {
        await world.told({ courier: name, what: `cancelled: ${cancelled}` });
        throw ApplicationFailure.create({ message: cancelled, type: 'cancelled', nonRetryable: true });
      }
      const rows = await world.load({ ...days, now: Date.now(), without: missing });
      const without = missing.length === 0 ? {} : { missing: `There is no file for ${missing.join(', ')}` };
      return { import: name, counts: { ...noCounts, read: rows, delivered: rows }, ...without };
    }
    if (isOver) {
      const report = {
        code: 'required-file-missing',
        message: `There is no file for ${missing.join(', ')}`,
        remedy: 'Wait.',
      };
      throw ApplicationFailure.create({
        message: report.message,
        type: report.code,
        nonRetryable: true,
        details: [report],
      });
    }
    await wf.condition(() => cancelled !== undefined, Math.min(lookEveryMs, begun + waitMs - Date.now()));
  }
}

/** Fires of a schedule: what is to be started, and when. */
export interface Fires {
  readonly group: string;
  /** Epoch ms. */
  readonly at: readonly number[];
  readonly untilMs: number;
}

/** Starts at their times what a schedule would start, and skips a fire while the one before works, as a schedule does. */
export async function fires({ group, at, untilMs }: Fires): Promise<{ skipped: number; failed: number }> {
  const end = { skipped: 0, failed: 0 };
  let working = 0;
  for (const time of at) {
    await wf.sleep(Math.max(1, time - Date.now()));
    if (working > 0) {
      end.skipped += 1;
      continue;
    }
    const scheduledAt = `${new Date(time).toISOString().slice(0, 19)}Z`;
    const fire: ScheduledStart = {
      schedule: { jitterMs: 0, overlap: 'skip' },
      start: { workflowType: 'courierGroup', workflowId: group, input: { import: group }, title: group },
      scheduledAt,
    };
    const child = await wf.startChild('scheduledStart', {
      workflowId: `schedule/${group}-${scheduledAt}`,
      args: [fire],
    });
    working += 1;
    child.result().then(
      () => {
        working -= 1;
      },
      () => {
        working -= 1;
        end.failed += 1;
      },
    );
  }
  await wf.condition(() => working === 0);
  // What this group's end has started works a little longer.
  await wf.sleep(Math.max(1, untilMs - Date.now()));
  return end;
}
