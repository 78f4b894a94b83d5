import type { PlannedCourier, ResolvedGroup } from '../activities/courier-group-activities';
import type { Counts } from '../contract/counts';
import type { CourierOfGroup, GroupMemory, UnmetUpstream } from '../contract/couriers/courier-group';
import type { RunTask, TaskState } from '../contract/couriers/run-task';
import { dependencyWaitCode } from '../contract/dependency';
import type { FailureReport } from '../contract/failure';
import type { RunView } from './import-definition';

/** A courier of a run, and where it stands. */
export interface GroupCourier extends PlannedCourier {
  readonly state: TaskState;
  /** How often another run of it was found at work. */
  readonly looks: number;
  readonly counts?: Counts;
  readonly missing?: string;
  readonly error?: FailureReport;
  /** Tasks as they were when it ended. */
  readonly tasks?: readonly RunTask[];
}

/** Where a run of a group stands. Times are epoch ms. */
export interface GroupRun {
  readonly next: 'resolve' | 'wait' | 'couriers' | 'start' | 'done';
  /** The time that the run is for. */
  readonly firedAt: number;
  /** False where days were named: then its windows are not those that the bookmark counts on. */
  readonly moves: boolean;
  readonly memory: GroupMemory;
  readonly group?: Omit<ResolvedGroup, 'couriers'>;
  readonly couriers: readonly GroupCourier[];
  /** Looks at groups that are waited for. */
  readonly looks?: {
    readonly since: number;
    readonly count: number;
    readonly unmet: readonly UnmetUpstream[];
    readonly nextAt: number;
  };
  /** Why the run closes without a courier begun. */
  readonly skipped?: string;
  /** True once it was told that the run takes long. */
  readonly alerted?: true;
}

/** Takes the windows. Those that begin here are remembered: what fails at first is made good by the next run too. */
export function withGroup(now: GroupRun, { couriers, ...group }: ResolvedGroup, waits: boolean): GroupRun {
  const begun = couriers.flatMap(({ courier, fire }) => (fire ? [[courier, fire.beginMs] as const] : []));
  const completedTo = { ...Object.fromEntries(begun), ...now.memory.completedTo };
  return {
    ...now,
    memory: now.moves ? { ...now.memory, completedTo } : now.memory,
    group,
    couriers: couriers.map((one) => ({ ...one, state: 'scheduled', looks: 0 })),
    next: waits && group.after.length > 0 ? 'wait' : 'couriers',
  };
}

export function withCourier(now: GroupRun, name: string, change: Partial<GroupCourier>): GroupRun {
  return { ...now, couriers: now.couriers.map((one) => (one.courier === name ? { ...one, ...change } : one)) };
}

/** Takes a courier that has completed: its next window begins where this one ends. */
export function withCompleted(now: GroupRun, name: string, end: Partial<GroupCourier>): GroupRun {
  const { memory, moves } = now;
  const fire = now.couriers.find(({ courier }) => courier === name)?.fire;
  const ended = withCourier(now, name, { state: 'succeeded', ...end });
  if (!moves || !fire) return ended;
  return { ...ended, memory: { ...memory, completedTo: { ...memory.completedTo, [name]: fire.endMs } } };
}

/** All couriers have completed: so has the window of the group, and groups that wait for it may begin. */
export function withWindow(now: GroupRun): GroupRun {
  const { firedAt, memory, moves, group, couriers } = now;
  const next = moves && group && group.starts.length > 0 ? 'start' : 'done';
  if (!moves) return { ...now, next };
  const rows = couriers.some(({ counts }) => (counts?.delivered ?? 0) > 0);
  const completedFor = Math.max(firedAt, memory.completedFor ?? firedAt);
  const rowsFor = rows ? Math.max(firedAt, memory.rowsFor ?? firedAt) : memory.rowsFor;
  return { ...now, next, memory: { ...memory, completedFor, ...(rowsFor === undefined ? {} : { rowsFor }) } };
}

/** Couriers that are still to come to their end. */
export function openCouriers({ couriers }: GroupRun): GroupCourier[] {
  return couriers.filter(({ state }) => openStates.includes(state));
}

/** That its run works is known from what it tells. */
const openStates: readonly TaskState[] = ['scheduled', 'waiting'];

export function failedCouriers({ couriers }: GroupRun): GroupCourier[] {
  return couriers.filter(({ state }) => state === 'failed' || state === 'cancelled');
}

/** For people: where a run of a group is. `told` are the tasks of couriers that work, as they have told them. */
export function groupView(now: GroupRun, told: ReadonlyMap<string, readonly RunTask[]>): RunView {
  const { couriers, looks } = now;
  const unmet = looks?.unmet ?? [];
  const isWaiting = now.next === 'wait' && unmet.length > 0;
  return {
    phase: phaseOf(now),
    doing: doingOf(now),
    ...(couriers.length > 0 ? { couriers: couriers.map((one) => shown(one, told.get(one.courier))) } : {}),
    ...(couriers.length > 0 ? { progressPercent: percentOf(now) } : {}),
    ...(isWaiting
      ? { waiting: { code: dependencyWaitCode, message: unmetInWords(unmet), until: looks?.nextAt ?? now.firedAt } }
      : {}),
  };
}

export function unmetInWords(unmet: readonly UnmetUpstream[]): string {
  return unmet.map(({ group, reason }) => `group/${group} ${reason}`).join('; ');
}

function shown(one: GroupCourier, told: readonly RunTask[] | undefined): CourierOfGroup {
  const { courier, window, counts, missing, error } = one;
  const tasks = one.tasks ?? told;
  const isAtWork = told !== undefined && openStates.includes(one.state);
  return {
    ...{ courier, state: isAtWork ? 'running' : one.state, window },
    ...(tasks ? { tasks } : {}),
    ...(counts ? { counts } : {}),
    ...(missing === undefined ? {} : { missing }),
    ...(error ? { error } : {}),
  };
}

function phaseOf(now: GroupRun): string {
  const { couriers, looks, skipped } = now;
  const done = couriers.length - openCouriers(now).length;
  switch (now.next) {
    case 'resolve':
      return 'resolving days';
    case 'wait':
      return `waiting for ${(looks?.unmet ?? []).map(({ group }) => `group/${group}`).join(' and ') || 'other groups'}`;
    case 'couriers':
      return `${done} of ${couriers.length} couriers done`;
    case 'start':
      return 'starting groups that run after this one';
    case 'done':
      return skipped === undefined ? 'complete' : 'skipped';
  }
}

function doingOf(now: GroupRun): string {
  if (now.next === 'resolve') return 'resolve the days of its couriers';
  if (now.next === 'wait') return 'look at groups that are waited for';
  return now.next === 'start' ? 'start groups that run after this one' : 'complete all couriers';
}

/** Couriers count alike, and the tasks of each. */
function percentOf(now: GroupRun): number {
  const done = now.couriers.length - openCouriers(now).length;
  return Math.round((1_000 * done) / Math.max(1, now.couriers.length)) / 10;
}
