import type { WorkflowExecutionInfo } from '@temporalio/client';
import { isoSecond } from '../contract/iso-second';
import { parseCron } from '../contract/schedules/cron';
import { cronFires } from '../contract/schedules/cron-fires';
import type { FireOutcome, ScheduledStart, ScheduleOfTemporal } from '../contract/schedules/scheduled-start';
import { zoneClock } from '../contract/schedules/zone-clock';
import { type FoundSchedule, lookUpSchedule, ourScheduleIds } from './find-schedule';
import type { Session } from './session';
import { wantedSchedules, wordsOf } from './wanted-schedules';

/** What is told of a schedule, in the form that `schedule list --json` prints. Times are ISO 8601. */
export interface ScheduleView {
  /** One of the two is there. */
  readonly import?: string;
  readonly batchJob?: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly words: string;
  /** False where longshore.yaml asks for it and Temporal does not have it. */
  readonly applied: boolean;
  readonly next: readonly { readonly utc: string; readonly local: string }[];
  /** The newest first. */
  readonly last: readonly ScheduleRun[];
  /** Fires that started nothing, because what they would have started was at work. */
  readonly skipped: number;
  /** The last of them, the newest first: those since the oldest under `last`. */
  readonly skippedFires: readonly string[];
  /** Fires that came too late, after an outage of Temporal. */
  readonly missed: number;
  readonly paused: boolean;
  readonly note?: string;
}

export interface ScheduleRun {
  readonly scheduledAt: string;
  readonly startedAt: string;
  readonly closedAt?: string;
  readonly status: string;
  readonly runId?: string;
}

const shown = { next: 5, last: 10, skipped: 10 };
/** The most fires that are looked at for those that were skipped. */
const mostListed = 1_000;

/** The schedules that longshore.yaml asks for, and those that were made from it and are in it no more. */
export async function listSchedules(session: Session): Promise<ScheduleView[]> {
  const wanted = wantedSchedules(session.config);
  const ids = new Set([...wanted.map(({ id }) => id), ...(await ourScheduleIds(session))]);
  const views = await Promise.all(
    [...ids].map(async (id): Promise<ScheduleView | undefined> => {
      const found = await lookUpSchedule(session, id);
      if (found) return viewOf(session, found);
      const asked = wanted.find((one) => one.id === id);
      return asked && { ...described({ schedule: asked.schedule, start: asked.start }), ...nothingYet };
    }),
  );
  return views.filter((view) => view !== undefined);
}

const nothingYet = { applied: false, next: [], last: [], skipped: 0, skippedFires: [], missed: 0, paused: false };

function described({
  schedule,
  start,
}: Pick<ScheduledStart, 'start'> & { schedule: { cron: string; timeZone: string } }) {
  const { cron, timeZone } = schedule;
  const { input } = start;
  const name = 'import' in input ? { import: input.import } : { batchJob: input.id };
  return { ...name, cron, timeZone, words: wordsOf(schedule) };
}

async function viewOf(session: Session, { id, description, fire }: FoundSchedule): Promise<ScheduleView> {
  const { info, state } = description;
  const runs = await runsOf(session, id);
  const ofMemo = runs.filter(({ status }) => status === 'SKIPPED');
  const last = runs.slice(0, shown.last);
  return {
    ...described(fire),
    applied: true,
    next: info.nextActionTimes.slice(0, shown.next).map((time) => ({
      utc: isoSecond(time.getTime()),
      local: localTime(time.getTime(), fire.schedule.timeZone),
    })),
    last,
    skipped: info.numActionsSkippedOverlap + ofMemo.length,
    skippedFires: skippedFires(fire, last),
    missed: info.numActionsMissedCatchupWindow,
    paused: state.paused,
    ...(state.note === undefined ? {} : { note: state.note }),
  };
}

/** The fires of a schedule that have become workflows, so far as Temporal still has them; the newest first. */
async function runsOf({ client }: Session, id: string): Promise<ScheduleRun[]> {
  const runs: ScheduleRun[] = [];
  const query = `TemporalScheduledById = '${id}' AND ExecutionStatus != 'ContinuedAsNew'`;
  for await (const info of client.workflow.list({ query })) {
    runs.push(runOf(info));
    if (runs.length >= mostListed) break;
  }
  return runs.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

function runOf({ memo, startTime, closeTime, status }: WorkflowExecutionInfo): ScheduleRun {
  // Before a worker has taken it, it has none.
  const { scheduledAt = isoSecond(startTime.getTime()), runId, outcome } = (memo ?? {}) as Partial<FireOutcome>;
  const told = outcome === 'skipped' || outcome === 'cancelled' ? outcome.toUpperCase() : status.name;
  return {
    scheduledAt,
    startedAt: startTime.toISOString(),
    ...(closeTime ? { closedAt: closeTime.toISOString() } : {}),
    status: told,
    ...(runId === undefined ? {} : { runId }),
  };
}

/** Fires that found another at work: what has started nothing, and what the schedule itself has passed over meanwhile. */
function skippedFires({ schedule }: ScheduleOfTemporal, runs: readonly ScheduleRun[]): string[] {
  const { cron, timeZone, overlap } = schedule;
  const fires = cronFires(parseCron(cron), timeZone);
  const passedOver = runs.flatMap(({ startedAt, closedAt, status }) => {
    if (overlap === 'queue' || status === 'SKIPPED') return [];
    const end = closedAt === undefined ? Date.now() : Date.parse(closedAt);
    return [...fires.between(Date.parse(startedAt) + 1, end)].map(isoSecond);
  });
  const startedNothing = runs.filter(({ status }) => status === 'SKIPPED').map(({ scheduledAt }) => scheduledAt);
  const started = new Set(runs.filter(({ status }) => status !== 'SKIPPED').map(({ scheduledAt }) => scheduledAt));
  const skipped = [...new Set([...passedOver, ...startedNothing])].filter((fire) => !started.has(fire));
  return skipped.sort().reverse().slice(0, shown.skipped);
}

/** What the clocks of a zone show, with their offset: 2026-01-31T06:00:00+01:00. */
function localTime(instant: number, timeZone: string): string {
  const wall = zoneClock(timeZone).wallAt(instant);
  const minutes = Math.round((wall - instant) / 60_000);
  const two = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(Math.abs(minutes) % 60)}`;
  return `${new Date(wall).toISOString().slice(0, 19)}${offset}`;
}
