import type { ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { LongshoreError } from '../contract/failure';
import { batchWorkflowId, importWorkflowId } from '../contract/names';
import type { ScheduleOfTemporal } from '../contract/schedules/scheduled-start';
import type { Session } from './session';
import { wantedSchedules } from './wanted-schedules';

/** A schedule of Temporal's that Longshore has made for the task queue of a longshore.yaml. */
export interface FoundSchedule {
  readonly id: string;
  readonly handle: ScheduleHandle;
  readonly description: ScheduleDescription;
  readonly fire: ScheduleOfTemporal;
}

/** By this a schedule is known for one of ours: others are never changed or deleted. */
export const scheduleMemo = (taskQueue: string) => ({ longshore: { taskQueue } });

/** True for the memo of a schedule that was made for this task queue. */
export function isOurs(memo: Readonly<Record<string, unknown>> | undefined, taskQueue: string): boolean {
  const mark = memo?.longshore;
  return typeof mark === 'object' && mark !== null && 'taskQueue' in mark && mark.taskQueue === taskQueue;
}

/** A schedule by its id; undefined where there is none. Throws `usage-invalid` for one that is not ours. */
export async function lookUpSchedule(session: Session, id: string): Promise<FoundSchedule | undefined> {
  const { ScheduleNotFoundError } = await import('@temporalio/client');
  const handle = session.client.schedule.getHandle(id);
  try {
    const description = await handle.describe();
    if (!isOurs(description.memo, session.config.taskQueue)) {
      throw new LongshoreError(
        'usage-invalid',
        `Temporal has a schedule ${id} that was not made from this longshore.yaml`,
        {
          remedy: 'Delete it where it was made, or give the import or the task queue another name.',
        },
      );
    }
    // What we have marked as ours was made by us: its argument is of this form.
    const [fire] = (description.action.args ?? []) as [ScheduleOfTemporal];
    return { id, handle, description, fire };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/**
 * The schedule that a person means: the name of an import or of a batch job, or its id, such as `import/offline-stores` or `group/shop`.
 * Throws `schedule-not-found`, and `usage-invalid` for a name that two have.
 */
export async function findSchedule(session: Session, reference: string): Promise<FoundSchedule> {
  const ids = reference.includes('/') ? [reference] : [importWorkflowId(reference), batchWorkflowId(reference)];
  const looked = await Promise.all(ids.map((id) => lookUpSchedule(session, id)));
  const found = looked.filter((one) => one !== undefined);
  const [schedule, other] = found;
  if (schedule && other) {
    throw new LongshoreError('usage-invalid', `${reference} may be ${schedule.id} or ${other.id}`, {
      remedy: 'Name one of the two so.',
    });
  }
  if (schedule) return schedule;
  const isWanted = wantedSchedules(session.config).some(({ id }) => ids.includes(id));
  throw new LongshoreError(
    'schedule-not-found',
    isWanted ? `The schedule of ${reference} is not applied yet` : `There is no schedule of ${reference}`,
    isWanted ? { remedy: 'Apply it: `longshore schedule apply`.' } : {},
  );
}

/** The ids of all schedules that are ours. */
export async function ourScheduleIds({ client, config }: Session): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId, memo } of client.schedule.list()) {
    if (isOurs(memo, config.taskQueue)) ids.push(scheduleId);
  }
  return ids.sort();
}
