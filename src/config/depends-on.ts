import { z } from 'zod';
import { stateAddress } from '../contract/bookmark-names';
import type { BatchJobDependency, BookmarkDependency, ImportDependency } from '../contract/dependency';
import { groupImportName } from '../contract/names';
import { duration, sectionName, text } from './settings';

const error =
  'must be the name of an import, or a map of import, of group, of batchJob, or of bookmark and place, with within, required and timeout';

const terms = {
  within: duration(1).optional().describe("How old its last completion may be at the run's start: 24h"),
  required: z.boolean().default(true).describe('false: what never completed is not waited for.'),
  timeout: duration(1).prefault('24h').describe('How long it is waited for.'),
};

function withTimesInMs<Terms extends { readonly within?: number | undefined; readonly timeout: number }>({
  within,
  timeout,
  ...rest
}: Terms) {
  return { ...rest, ...(within === undefined ? {} : { withinMs: within }), timeoutMs: timeout };
}

const importDependency = z
  .strictObject({ import: text().describe('The import that is waited for.'), ...terms })
  .transform((written): ImportDependency => withTimesInMs(written));

const named = text().transform((name): ImportDependency => importDependency.parse({ import: name }));

const groupDependency = z
  .strictObject({ group: text().describe('The entry of courierGroups that is waited for.'), ...terms })
  .transform(
    ({ group, ...written }): ImportDependency => withTimesInMs({ import: groupImportName(group), ...written }),
  );

const batchJobDependency = z
  .strictObject({ batchJob: text().describe('The entry of batchJobs that is waited for.'), ...terms })
  .transform((written): BatchJobDependency => withTimesInMs(written));

const bookmarkDependency = z
  .strictObject({
    bookmark: sectionName().describe('The job, which Longshore does not run, whose completed state is waited for.'),
    place: text().optional().describe('The place that it is in, by its name under places; else that of all bookmarks.'),
    domain: sectionName().default(stateAddress.domain),
    dataset: sectionName().default(stateAddress.dataset),
    username: sectionName().default(stateAddress.username).describe('Who writes it; a part of its path in S3.'),
    fileType: sectionName().default(stateAddress.fileType).describe('A part of its path in S3.'),
    ...terms,
  })
  .transform((written): BookmarkDependency => withTimesInMs(written));

/** What must have completed, and must not be running, when a run begins; a setting of every import and of `batchJobs`. */
export const dependsOn = z
  .array(z.union([named, importDependency, groupDependency, batchJobDependency, bookmarkDependency], { error }))
  .default([])
  .describe('Imports, batch jobs and states of other jobs that are waited for: they are to have completed once.');
