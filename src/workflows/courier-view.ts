import type { RunTask, TaskState } from '../contract/couriers/run-task';
import { resolutionsOf } from '../contract/couriers/run-task';
import type { Waiting } from '../contract/run';
import { type CourierRun, type CourierScope, landsAll, loadTask, taskOf } from './courier-progress';
import type { RunView } from './import-definition';

/** For people: where a run of a courier is. */
export function courierView(now: CourierRun, scope: CourierScope): RunView {
  const { feeds, list, held, looks, without } = now;
  const waiting = waitingOf(now);
  return {
    phase: phaseOf(now, scope),
    doing: doingOf(now, scope),
    tasks: tasksOf(now, scope),
    ...(Object.keys(feeds).length > 0 ? { feeds } : {}),
    ...(list ? { files: { found: now.done + now.toDo, done: filesDone(now), quarantined: 0 } } : {}),
    ...(list && !held && !looks?.nextAt ? { progressPercent: percentOf(now, scope) } : {}),
    ...(without === undefined ? {} : { missing: without }),
    ...(waiting ? { waiting } : {}),
  };
}

/** The tasks of a run, in the order in which they are done. */
function tasksOf(now: CourierRun, scope: CourierScope): RunTask[] {
  const current = now.next === 'done' ? undefined : taskOf(now, scope);
  const isLeftOut = (name: string): boolean => (name === 'land' ? scope.loadOnly : name !== 'find' && landsAll(scope));
  const stateOf = (name: string): TaskState => {
    const end = now.ends[name];
    if (end !== undefined) return end;
    if (isLeftOut(name)) return 'skipped';
    if (name !== current) return 'scheduled';
    return name === 'find' && now.looks?.nextAt !== undefined ? 'waiting' : 'running';
  };
  const names = ['find', 'compare', 'land', ...scope.feeds.map(({ name }) => loadTask(name))];
  return names.map((name) => ({ name, state: stateOf(name) }));
}

function phaseOf(now: CourierRun, scope: CourierScope): string {
  if (now.held) return `failed to ${doingOf(now, scope)}, waiting to be told what is to be done`;
  if (now.next === 'find' && now.looks?.nextAt !== undefined) return 'waiting for files';
  switch (now.next) {
    case 'find':
      return 'looking for files';
    case 'compare':
      return 'comparing files with what was loaded';
    case 'land':
      return `landing file ${Math.min(now.position + 1, now.list?.total ?? 0)} of ${now.list?.total ?? 0}`;
    case 'load':
      return `loading ${scope.feeds[now.feed]?.name}`;
    case 'done':
      return 'complete';
  }
}

/** What a run is about to do, as in "Failed to …". */
export function doingOf(now: CourierRun, scope: CourierScope): string {
  switch (now.next) {
    case 'compare':
      return 'compare files with what was loaded';
    case 'land':
      return 'land files';
    case 'load':
      return taskOf(now, scope);
    default:
      return 'find files';
  }
}

function waitingOf({ held, looks }: CourierRun): Waiting | undefined {
  if (held) {
    const { code, message } = held.failure;
    const actions = resolutionsOf(held.task, code).join('|');
    return { code, message: `${message}. To be resolved: ${actions}`, until: held.until };
  }
  if (!looks?.missing || looks.nextAt === undefined) return undefined;
  return { code: looks.missing.code, message: looks.missing.message, until: looks.nextAt };
}

function filesDone({ next, done, toDo, landed, leftOut }: CourierRun): number {
  if (next === 'land') return done + landed.objects;
  return next === 'load' || next === 'done' ? done + toDo - leftOut.length : done;
}

/** Landing and loading take about as long. */
function percentOf({ next, list, position, feed }: CourierRun, scope: CourierScope): number {
  if (next === 'done') return 100;
  const [whole, loads] = landsAll(scope) ? [100, 0] : scope.loadOnly ? [0, 100] : [50, 50];
  const landed = next === 'land' ? position / Math.max(1, list?.total ?? 1) : next === 'load' ? 1 : 0;
  const loaded = next === 'load' ? feed / Math.max(1, scope.feeds.length) : 0;
  return Math.round(10 * (whole * landed + loads * loaded)) / 10;
}
