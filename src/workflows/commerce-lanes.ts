import { type CommerceJob, type CommerceLane, type IdList, mostJobsPerLane } from '../contract/commerce';
import { shareBefore } from '../contract/id-share';

/** A job that has ended. `again` are those of its records that are to be sent again, as where it was cancelled. */
export interface EndedJob {
  readonly id: string;
  readonly again?: IdList;
}

/** True where a step is to read on in the lane. */
export function isReadable(lane: CommerceLane): boolean {
  return !lane.done && lane.jobs.length < mostJobsPerLane;
}

/** True where nothing of the lane is left to be read, and nothing is out. */
export function isFinished(lane: CommerceLane): boolean {
  return lane.done && lane.jobs.length === 0 && !lane.chunk;
}

/** Lanes whose steps do all that there is in them. What the shop no longer has is known when all of it was read. */
export function workableLanes(lanes: readonly CommerceLane[]): readonly CommerceLane[] {
  const open = lanes.filter((lane) => !isFinished(lane));
  const reading = open.filter(({ reconcile }) => !reconcile);
  return reading.length > 0 ? reading : open;
}

/** Takes a lane as its step has left it. */
export function replaceLane(lanes: readonly CommerceLane[], reached: CommerceLane): readonly CommerceLane[] {
  return lanes.map((lane) => (lane.key === reached.key ? reached : lane));
}

export function jobsOut(lanes: readonly CommerceLane[]): readonly CommerceJob[] {
  return lanes.flatMap((lane) => lane.jobs);
}

/** Takes what a step has reached in its lane. Jobs that were settled meanwhile stay settled. */
export function advanceReading(
  lanes: readonly CommerceLane[],
  began: CommerceLane,
  reached: CommerceLane,
): readonly CommerceLane[] {
  const known = new Set(began.jobs.map((job) => job.id));
  const submitted = reached.jobs.filter((job) => !known.has(job.id));
  return lanes.map((lane) => (lane.key === reached.key ? { ...reached, jobs: [...lane.jobs, ...submitted] } : lane));
}

/**
 * Takes jobs that have ended out of their lanes. What is to be sent again of a job is read again, in a lane of its own.
 */
export function endJobs(lanes: readonly CommerceLane[], ended: readonly EndedJob[]): readonly CommerceLane[] {
  const jobs = new Map(ended.map((job) => [job.id, job]));
  const again = lanes.flatMap((lane) =>
    lane.jobs.flatMap((job) => {
      const list = jobs.get(job.id)?.again;
      return list ? [{ list, done: false, jobs: [], cancelled: (lane.cancelled ?? 0) + 1 }] : [];
    }),
  );
  const next = Math.max(-1, ...lanes.map((lane) => lane.key)) + 1;
  return [
    ...lanes.map((lane) => ({ ...lane, jobs: lane.jobs.filter((job) => !jobs.has(job.id)) })),
    ...again.map((lane, index) => ({ key: next + index, ...lane })),
  ];
}

/** Ids are UUIDs and evenly spread: how much of the lanes lies behind them, in percent. */
export function percentRead(lanes: readonly CommerceLane[]): number {
  let whole = 0;
  let read = 0;
  for (const { from, start = from, after, upTo, done, reconcile } of lanes) {
    if (reconcile) continue;
    const begin = start === undefined ? 0 : shareBefore(start);
    const end = upTo === undefined ? 1 : shareBefore(upTo);
    const place = done ? end : after === undefined ? begin : shareBefore(after);
    whole += end - begin;
    read += Math.max(0, place - begin);
  }
  return whole <= 0 ? 100 : Math.round((1_000 * read) / whole) / 10;
}

/** The last id of each lane that was taken by the destination, or rejected; lanes that have none yet are left out. */
export function reachedIds(lanes: readonly CommerceLane[]): readonly string[] {
  return lanes.flatMap(({ after, start }) => (after === undefined || after === start ? [] : [after]));
}
