import { z } from 'zod';
import { batchStatuses } from '../contract/batch';
import { taskStates } from '../contract/couriers/run-task';
import { type FailureCode, failureCodes } from '../contract/failure-codes';
import { runStatuses } from '../contract/run';
import { viewStatuses } from '../runs/run-view';

/** The forms of what the gateway answers. */

const wholeNumber = z.int().min(0);
const time = z.iso.datetime().describe('ISO 8601 in UTC.');

const counts = z
  .strictObject({
    read: wholeNumber,
    delivered: wholeNumber,
    rejected: wholeNumber,
    skipped: wholeNumber,
    pending: wholeNumber,
  })
  .describe('In records; read = delivered + rejected + skipped + pending.');

const kinds = z
  .record(z.string(), z.strictObject({ delivered: wholeNumber, rejected: wholeNumber }))
  .describe('Where its records are of several kinds.');

const files = z.strictObject({ found: wholeNumber, done: wholeNumber, quarantined: wholeNumber });

const tasks = z
  .array(z.strictObject({ name: z.string(), state: z.enum(taskStates) }))
  .describe('Of a courier: what its run is made of.');

const couriersOfGroup = z
  .array(
    z.looseObject({
      courier: z.string(),
      state: z.enum(taskStates),
      window: z.looseObject({ kind: z.enum(['days', 'all']) }),
      tasks: tasks.optional(),
    }),
  )
  .describe('Of a courier group: each courier, the days that it brings, and how far it is.');
const loadedFiles = z
  .record(
    z.string(),
    z.object({
      files: z
        .array(z.object({ file: z.string(), read: wholeNumber, errors: wholeNumber }))
        .describe('The first ones.'),
      more: wholeNumber,
    }),
  )
  .describe('Of a courier, where one run is asked for: its files, feed by feed.');
const feeds = z
  .record(
    z.string(),
    z.strictObject({
      read: wholeNumber,
      errors: wholeNumber,
      rejected: wholeNumber,
      inserted: wholeNumber,
      updated: wholeNumber,
    }),
  )
  .describe('Of a courier: what became of the rows of each feed.');

const codes = Object.keys(failureCodes) as [FailureCode, ...FailureCode[]];
const failureReport = z.strictObject({ code: z.enum(codes), message: z.string(), remedy: z.string() });

const ofEveryRun = {
  import: z.string(),
  workflowId: z.string().describe('In Temporal.'),
  runId: z.string(),
  scheduledAt: z.string().optional().describe('What a schedule has started it for.'),
  trackerId: z.string().optional().describe("The caller's own id."),
  version: z.string().describe('Of Longshore; empty before a worker has begun it.'),
  startedAt: time,
  durationMs: wholeNumber,
  files: files.nullable(),
  counts,
  kinds: kinds.optional(),
  tasks: tasks.optional(),
  feeds: feeds.optional(),
  couriers: couriersOfGroup.optional(),
};

/** A run, as `longshore show --json` tells it; open to what runs will tell besides. */
export const run = z.looseObject({
  ...ofEveryRun,
  status: z.enum(viewStatuses),
  scheduledAt: time.optional().describe('The time that a schedule has started it for.'),
  closedAt: time.nullable(),
  leftOut: wholeNumber.optional().describe('Rejects, or files, that a second chance has left as they were.'),
  reached: z.array(z.string()).optional().describe('Of an import of a shop: the last id of each lane.'),
  loadedFiles: loadedFiles.optional(),
  rejects: z.string().nullable().describe('Where the rejects lie in storage.'),
  error: failureReport.optional(),
});

/** How far a run is, as `longshore watch --json` tells it; open likewise. */
export const progress = z.looseObject({
  ...ofEveryRun,
  status: z.enum(runStatuses),
  phase: z.string(),
  progressPercent: z.number().optional(),
  current: z.string().optional().describe('The file that is worked on.'),
  waiting: z.strictObject({ code: z.string(), message: z.string(), until: time }).optional(),
  retrying: z.string().optional(),
});

/** A run that was just started. */
export const started = z.strictObject({ runId: z.string(), workflowId: z.string() });

/** A batch job, as its query `queryProgress` tells it; open likewise. */
export const batch = z.looseObject({
  id: z.string(),
  endPointName: z.string(),
  status: z.enum(batchStatuses),
  progressPercent: z.int().min(0).max(100),
  description: z.string(),
  passes: wholeNumber,
  accumulate: z.unknown().describe('What its passes have added up.'),
  finalResult: z.unknown(),
  startedAt: time,
  updatedAt: time,
  error: failureReport.optional(),
});

/** Why a request was refused. */
export const refusal = z.strictObject({
  message: z.string(),
  code: z.enum(codes).optional(),
  remedy: z.string().optional(),
});

/** The same for callers of the replaced server. */
export const plainRefusal = z.strictObject({ message: z.string() });
