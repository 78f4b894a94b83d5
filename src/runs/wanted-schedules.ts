import type { Config, ScheduleConfig } from '../config';
import {
  batchWorkflowId,
  batchWorkflowType,
  importWorkflowId,
  scheduledWorkflowId,
  scheduledWorkflowType,
  workflowTypes,
} from '../contract/names';
import { parseCron } from '../contract/schedules/cron';
import { cronWords } from '../contract/schedules/cron-words';
import type { ScheduleOfTemporal, StartedByFire } from '../contract/schedules/scheduled-start';
import { scheduleSpec } from './schedule-spec';

/** A schedule that longshore.yaml asks for. Its id is the workflow id of what it starts. */
export interface WantedSchedule {
  readonly id: string;
  readonly schedule: ScheduleConfig;
  readonly start: StartedByFire;
}

/** The schedules of a longshore.yaml, in its order. */
export function wantedSchedules({ imports, batchJobs }: Config): WantedSchedule[] {
  const wanted = (schedule: ScheduleConfig | undefined, start: StartedByFire): WantedSchedule[] =>
    schedule ? [{ id: start.workflowId, schedule, start: { ...start, title: start.title.slice(0, 100) } }] : [];
  return [
    ...Object.entries(imports).flatMap(([name, { type, title, schedule }]) =>
      wanted(schedule, {
        workflowType: workflowTypes[type],
        workflowId: importWorkflowId(name),
        input: { import: name },
        title,
      }),
    ),
    ...Object.entries(batchJobs).flatMap(([name, { endPoint, params, schedule }]) =>
      wanted(schedule, {
        workflowType: batchWorkflowType,
        workflowId: batchWorkflowId(name),
        input: { endPointName: endPoint, endPointParams: params, id: name, batchJob: name },
        title: name,
      }),
    ),
  ];
}

/** When it fires, in words. */
export function wordsOf({ cron, timeZone }: Pick<ScheduleConfig, 'cron' | 'timeZone'>): string {
  return cronWords(parseCron(cron), timeZone);
}

/** The same schedule as Temporal is told of it, but for whether it is paused. */
export function scheduleDefinition({ schedule, start }: WantedSchedule, taskQueue: string) {
  const { catchUpWindowMs, ...rule } = schedule;
  const argument: ScheduleOfTemporal = { schedule: rule, start };
  return {
    spec: scheduleSpec(schedule),
    action: {
      type: 'startWorkflow' as const,
      workflowType: scheduledWorkflowType,
      workflowId: scheduledWorkflowId(start.workflowId),
      taskQueue,
      args: [argument],
      staticSummary: `${start.title}: ${wordsOf(schedule)}`.slice(0, 200),
    },
    policies: {
      // What Temporal starts by default beside what works already is the business of no import.
      overlap: schedule.overlap === 'queue' ? ('BUFFER_ALL' as const) : ('SKIP' as const),
      catchupWindow: catchUpWindowMs,
    },
  };
}
