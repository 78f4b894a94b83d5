import * as wf from '@temporalio/workflow';
import type { CatalogDeletionActivities } from '../activities/catalog-deletion-activities';
import type { JsonValue } from '../contract/bookmark';
import {
  type DeletionBookmark,
  type DeletionJob,
  deletedKinds,
  type ListedEntries,
} from '../contract/catalog-deletion';
import type { RunInput, RunResult } from '../contract/run';
import type { RunOptions } from '../contract/run-options';
import { stepOptions } from './activity-options';
import {
  currentList,
  type DeletionRun,
  isListed,
  percentGone,
  roomForJobs,
  withEnded,
  withSent,
} from './deletion-progress';
import { asWorkflowFailure, failure } from './failures';
import type { ImportDefinition, PlannedStep, StepOutcome } from './import-definition';
import { jobsLeft } from './jobs-left';
import { optionsOf } from './options-of';
import type { ContinuedRun, RunState } from './run-state';
import { runImport } from './step-loop';

/** Deletes all products or all categories of a catalog, whoever made them, where that is confirmed. */
export async function catalogDeletion(input: RunInput, continued?: ContinuedRun<DeletionRun>): Promise<RunResult> {
  return runImport(deletion(optionsOf(input)), input, continued);
}

/**
 * Reads the results of jobs that a run before has left, lists what is there, and hands it over to be deleted, kind by kind,
 * in jobs whose results it reads.
 */
function deletion(options: RunOptions): ImportDefinition<DeletionRun> {
  const { of, dryRun } = options;
  return {
    type: 'catalog-deletion',
    begin: ({ bookmark: { value } }) => ({
      lists: (of ? deletedKinds[of] : []).map(nothingListed),
      jobs: dryRun ? [] : jobsIn(value),
    }),
    plan: (now, run) => {
      const settling: PlannedStep<DeletionRun> = { lane: 'jobs', work: () => settle(run) };
      if (now.jobs.some(({ runId }) => runId !== run.runId)) return [settling];
      if (!isListed(now)) return [{ lane: 'list', work: () => list(run, options) }];
      const current = dryRun ? undefined : currentList(now);
      if (!current) return [];
      const isMore = current.sent < current.pages && roomForJobs(now) > 0;
      return [
        ...(isMore ? [{ lane: 'delete', work: () => submit(run, current) }] : []),
        ...(now.jobs.length > 0 ? [settling] : []),
      ];
    },
    remember: ({ jobs }): DeletionBookmark | undefined => (dryRun ? undefined : { jobs }),
    describe: (now) => {
      const { jobs } = now;
      const out =
        jobs.length === 0 ? '' : `, ${jobs.length === 1 ? '1 job' : `${jobs.length} jobs`} at the destination`;
      if (!isListed(now)) return { phase: `counting what is there${out}`, doing: 'ask the destination' };
      const percent = percentGone(now);
      const what = currentList(now)?.kind ?? of;
      return {
        phase: `deleting ${what}${out}`,
        doing: `delete ${what}`,
        // Until the results are read nothing is done.
        ...(percent === undefined ? {} : { progressPercent: Math.min(99, percent) }),
      };
    },
    leaves: ({ jobs }) => jobsLeft(jobs),
    conclude: ({ counts, about }) => {
      if (dryRun) return [{ level: 'info', text: 'Complete: nothing was deleted, this was a dry run' }];
      if (counts.read === 0) return [{ level: 'info', text: 'Complete: there was nothing to delete' }];
      const what = `${counts.delivered} ${about.records}, ${counts.rejected} errored`;
      return [
        { level: 'info', text: `Complete: deleted ${what}` },
        { level: 'notification', text: `${about.title}: Deleted data. Deleted ${what}` },
      ];
    },
  };
}

function nothingListed(kind: ListedEntries['kind']): ListedEntries {
  return { kind, pages: 0, total: 0, complete: false, sent: 0 };
}

/** Throws `bookmark-unreadable`. */
function jobsIn(value: JsonValue): readonly DeletionJob[] {
  if (value === null) return [];
  if (isDeletionBookmark(value)) return value.jobs;
  throw asWorkflowFailure(failure('bookmark-unreadable', 'The bookmark is not that of a deletion of a catalog'));
}

function isDeletionBookmark(value: JsonValue): value is DeletionBookmark {
  return typeof value === 'object' && value !== null && 'jobs' in value && Array.isArray(value.jobs);
}

const activitiesOf = ({ about }: RunState<DeletionRun>) =>
  wf.proxyActivities<CatalogDeletionActivities>(stepOptions(about));

const ofRun = ({ import: importName, runId, about: { fingerprint } }: RunState<DeletionRun>) => ({
  import: importName,
  runId,
  fingerprint,
});

async function list(run: RunState<DeletionRun>, { dryRun }: RunOptions): Promise<StepOutcome<DeletionRun>> {
  const { lists: before } = run.cursor;
  const request = { ...ofRun(run), lists: before, ...(dryRun ? { dryRun } : {}) };
  const { lists, ...outcome } = await activitiesOf(run).listEntries.executeWithOptions(
    { summary: 'What there is to delete' },
    [request],
  );
  return { ...outcome, advance: (now) => ({ ...now, lists }) };
}

async function submit(run: RunState<DeletionRun>, current: ListedEntries): Promise<StepOutcome<DeletionRun>> {
  const { kind, sent, pages } = current;
  const request = { ...ofRun(run), kind, from: sent, to: pages, mostJobs: roomForJobs(run.cursor) };
  const { next, jobs, ...outcome } = await activitiesOf(run).deleteEntries.executeWithOptions(
    { summary: `Delete ${kind}, from request ${sent + 1} of ${pages} on` },
    [request],
  );
  return { ...outcome, advance: (now) => withSent(now, current, { next, jobs }) };
}

async function settle(run: RunState<DeletionRun>): Promise<StepOutcome<DeletionRun>> {
  const { jobs } = run.cursor;
  const summary = `Results of ${jobs.length === 1 ? '1 job' : `${jobs.length} jobs`}`;
  const { ended, again, ...outcome } = await activitiesOf(run).settleDeletions.executeWithOptions({ summary }, [
    { ...ofRun(run), jobs },
  ]);
  return { ...outcome, advance: (now) => withEnded(now, { ended, again }) };
}
