import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import { type HandOver, handOver, type WorkerContext } from './activities';
import { type Config, chosenNotifications, loadConfig } from './config';
import type { NotifiedJob } from './contract/notification';
import { lookRepeatedly } from './repeated-look';
import { isOurs } from './runs/find-schedule';
import { type WantedSchedule, wantedSchedules } from './runs/wanted-schedules';
import { type Misses, openStorage, readToldMisses, type Storage, writeToldMisses } from './storage';

/** A fire that was missed is known to Temporal once it is up again: soon enough for somebody who makes up for it. */
const firstMs = 30_000;
const everyMs = 5 * 60_000;

export interface ScheduleWatchOptions {
  readonly context: WorkerContext;
  readonly client: Client;
  readonly log: HandOver['log'] & { warn(message: string, meta: object): void };
}

/**
 * Tells of fires that schedules have missed, for as long as a worker works; no run would, for there is none. Answers what
 * ends it. Several workers tell under the same keys, and so once.
 */
export function startScheduleWatch({ context, client, log }: ScheduleWatchOptions): () => void {
  const look = async (): Promise<void> => {
    const path = context.configPath === undefined ? {} : { path: context.configPath };
    const config = loadConfig({ env: context.env, ...path });
    await lookAtSchedules(config, {
      storage: openStorage(config.storage),
      missesOf: (id) => missesOf(client, context.taskQueue, id),
      to: { client, taskQueue: context.taskQueue, log },
    });
  };
  return lookRepeatedly(look, {
    firstMs,
    everyMs,
    failure: 'Could not look whether schedules have missed fires',
    log,
  });
}

export interface ScheduleLook {
  readonly storage: Storage;
  /** Undefined for a schedule that is not there, or that is not ours. */
  readonly missesOf: (scheduleId: string) => Promise<Misses | undefined>;
  readonly to: HandOver;
}

/** Tells of what schedules have missed since the last look. What was not taken is told by the next one. */
export async function lookAtSchedules(config: Config, { storage, missesOf, to }: ScheduleLook): Promise<void> {
  for (const wanted of wantedSchedules(config)) {
    const { channels, events } = chosenOf(config, wanted);
    if (channels.length === 0 || !events.includes('schedule-missed')) continue;
    const now = await missesOf(wanted.id);
    if (!now) continue;
    const told = await readToldMisses(storage, wanted.id);
    // One that was deleted and made anew counts from zero again.
    const before = told?.createdAt === now.createdAt ? told.missed : 0;
    if (now.missed <= before) continue;
    const { title } = wanted.start;
    const taken = await handOver(to, channels, {
      event: 'schedule-missed',
      key: `schedule-missed/${wanted.id}/${now.createdAt}-${now.missed}`,
      job: jobOf(wanted),
      at: new Date().toISOString(),
      text: `${title} missed ${fires(now.missed - before)} of its schedule, which came too late to be caught up. \`longshore schedule backfill ${wanted.id}\` makes up for it.`,
    });
    if (taken) await writeToldMisses(storage, wanted.id, now);
  }
}

function jobOf({ start: { input, title } }: WantedSchedule): NotifiedJob {
  return 'import' in input
    ? { kind: 'import', name: input.import, title }
    : { kind: 'batchJob', name: input.id, title };
}

function chosenOf({ notifications, imports, batchJobs }: Config, wanted: WantedSchedule) {
  const { kind, name } = jobOf(wanted);
  return chosenNotifications(notifications, (kind === 'import' ? imports : batchJobs)[name]?.notifications);
}

function fires(count: number): string {
  return count === 1 ? 'a fire' : `${count} fires`;
}

async function missesOf(client: Client, taskQueue: string, id: string): Promise<Misses | undefined> {
  try {
    const { memo, info } = await client.schedule.getHandle(id).describe();
    if (!isOurs(memo, taskQueue)) return undefined;
    return { createdAt: info.createdAt.getTime(), missed: info.numActionsMissedCatchupWindow };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}
