import { z } from 'zod';
import type { JsonValue } from '../contract/bookmark';
import { dependsOn } from './depends-on';
import { alertSettings } from './notifications';
import { schedule } from './schedule';
import { text } from './settings';

/** What YAML holds is JSON; `z.json()` would make the JSON Schema of the file a recursive one. */
const jsonValue = z.unknown().transform((value) => value as JsonValue);

/** A batch job that has a name: an end point with its parameters. */
export const batchJob = z.strictObject({
  endPoint: text().describe('Name of an end point.'),
  params: z.record(z.string(), jsonValue).default({}).describe('What it is called with.'),
  dependsOn,
  schedule: schedule.optional(),
  ...alertSettings,
});

export type BatchJobConfig = z.output<typeof batchJob>;
