import { type FoundSchedule, scheduleMemo } from './find-schedule';
import type { SchedulePlan } from './schedule-plan';
import type { Session } from './session';
import { scheduleDefinition, wordsOf } from './wanted-schedules';

/** Creates and changes what a plan says; a schedule that is paused stays so. Deletes nothing. A repeat changes nothing. */
export async function applySchedules(session: Session, plan: SchedulePlan): Promise<void> {
  const { client, config } = session;
  for (const wanted of plan.create) {
    await client.schedule.create({
      scheduleId: wanted.id,
      ...scheduleDefinition(wanted, config.taskQueue),
      memo: scheduleMemo(config.taskQueue),
      state: { note: wordsOf(wanted.schedule) },
    });
  }
  for (const { handle, wanted } of plan.change) {
    await handle.update(({ state }) => ({
      ...scheduleDefinition(wanted, config.taskQueue),
      // While it is paused its note says why.
      state: { paused: state.paused, note: state.paused ? (state.note ?? '') : wordsOf(wanted.schedule) },
    }));
  }
}

/** Deletes schedules; what they have started goes on. */
export async function deleteSchedules(schedules: readonly FoundSchedule[]): Promise<void> {
  for (const { handle } of schedules) await handle.delete();
}
