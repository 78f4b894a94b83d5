import { LongshoreError } from '../contract/failure';
import { applySchedules, deleteSchedules } from '../runs/apply-schedules';
import type { SchedulePlan } from '../runs/schedule-plan';
import type { Session } from '../runs/session';
import { ask, canAsk } from './confirm';

/**
 * Does what a plan says, and asks before it deletes unless that is wanted. Where nobody can be asked, it deletes nothing and
 * throws `usage-invalid` when all else is done. Answers the ids of those that were left, for so it was answered.
 */
export async function applyPlan(session: Session, plan: SchedulePlan, yes: boolean | undefined): Promise<string[]> {
  const ids = plan.delete.map(({ id }) => id);
  const isWanted = yes || (ids.length > 0 && canAsk() && (await ask(`Delete ${ids.join(', ')}?`)));
  await applySchedules(session, plan);
  if (isWanted) {
    await deleteSchedules(plan.delete);
    return [];
  }
  if (ids.length > 0 && !canAsk()) {
    throw new LongshoreError('usage-invalid', `All is applied but what is to be deleted: ${ids.join(', ')}`, {
      remedy: 'Say --yes if you want it, or `longshore schedule delete`.',
    });
  }
  return ids;
}
