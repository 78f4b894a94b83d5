import * as wf from '@temporalio/workflow';
import type { ImportLaneResult } from '../activities/commerce/import-customers';
import type { CommerceActivities } from '../activities/commerce-activities';
import {
  type CommerceBookmark,
  type CommerceLane,
  type CommercePass,
  cancelledTooOften,
  mostCancels,
  mostCatalogJobs,
} from '../contract/commerce';
import { noCounts } from '../contract/counts';
import type { CommerceImportType } from '../contract/names';
import { type RunOptions, sendsNothing } from '../contract/run-options';
import type { Note } from '../contract/step';
import { questionOptions, stepOptions } from './activity-options';
import { beginCommerce } from './commerce-bookmark';
import {
  advanceReading,
  endJobs,
  isFinished,
  isReadable,
  jobsOut,
  percentRead,
  reachedIds,
  replaceLane,
  workableLanes,
} from './commerce-lanes';
import { asWorkflowFailure, failure } from './failures';
import type { ImportDefinition, PlannedStep, StepOutcome } from './import-definition';
import { importedWords } from './imported-words';
import { jobsLeft } from './jobs-left';
import type { RunState } from './run-state';

/** Where a run of such an import stands. */
interface CommerceRun {
  /** What the bookmark had when the run began. */
  readonly bookmark: CommerceBookmark;
  /** Absent until the run knows what it reads. */
  readonly pass?: CommercePass;
  /** False for a run of chosen records, which leaves the bookmark where it is. */
  readonly movesBookmark: boolean;
  /** True for the reading after one of everything, of what was changed meanwhile. */
  readonly closing: boolean;
  /** Records that were asked for and not found. */
  readonly leftOut: number;
  /** Of the reading of everything before the one that closes it: the last id of each lane. */
  readonly reached?: readonly string[];
}

/** Of products a step reads the results of its own lane's jobs. */
const stepsOfTypes = {
  'commerce-customers': 'importCustomers',
  'commerce-orders': 'importOrders',
  'commerce-categories': 'importCategories',
} as const satisfies Record<Exclude<CommerceImportType, 'commerce-products'>, keyof CommerceActivities>;

/**
 * An import of a shop's resources: reads them by id, in lanes side by side, and hands them over in bulk. What the
 * destination has taken as a job is pending until the result of the job is read.
 */
export function commerceImport(type: CommerceImportType, options: RunOptions): ImportDefinition<CommerceRun> {
  return {
    type,
    begin: (opened) => ({ bookmark: beginCommerce(opened), movesBookmark: true, closing: false, leftOut: 0 }),
    plan: ({ pass, closing, movesBookmark }, run) => {
      if (!pass) return [{ lane: 'open', work: () => open(run, options, false) }];
      const isOfProducts = type === 'commerce-products';
      const workable = isOfProducts ? workableLanes(pass.lanes) : pass.lanes.filter(isReadable);
      const steps = workable.map((lane): PlannedStep<CommerceRun> => {
        return { lane: `lane ${lane.key}`, work: () => read(type, run, options, pass, lane) };
      });
      if (!isOfProducts && jobsOut(pass.lanes).length > 0)
        steps.push({ lane: 'jobs', work: () => settle(run, options) });
      if (steps.length > 0 || closing || !movesBookmark || pass.since !== undefined) return steps;
      // They are read whole in any case: what was changed meanwhile is the next run's.
      if (type === 'commerce-categories') return steps;
      // What was changed behind a lane's back while everything was read.
      return [{ lane: 'open', work: () => open(run, options, true) }];
    },
    remember: ({ bookmark, pass, movesBookmark }) => {
      if (!movesBookmark || !pass) return undefined;
      const { source, watermark } = bookmark;
      if (pass.lanes.every(isFinished)) return { source, watermark: pass.asOf };
      return { source, ...(watermark === undefined ? {} : { watermark }), open: pass };
    },
    describe: ({ pass, closing, leftOut, reached }) => {
      if (!pass) return { phase: 'asking what there is', doing: 'ask the source' };
      const out = jobsOut(pass.lanes).length;
      const importing = sendsNothing(options) ? 'reading, for a dry run' : 'importing';
      const doing = closing ? 'importing what was changed meanwhile' : importing;
      const jobs = out === 0 ? '' : `, ${out === 1 ? '1 job' : `${out} jobs`} at the destination`;
      // Until the results are read nothing is done.
      const progressPercent = Math.min(99, percentRead(pass.lanes));
      return {
        phase: `${doing}${jobs}`,
        doing: 'import',
        reached: reached ?? reachedIds(pass.lanes),
        ...(closing ? {} : { progressPercent }),
        ...(leftOut > 0 ? { leftOut } : {}),
      };
    },
    leaves: ({ pass }) => {
      const lanes = pass?.lanes ?? [];
      return [...whereLanesAre(lanes), ...jobsLeft(jobsOut(lanes))];
    },
    conclude: (run) => {
      const { counts, kinds, about } = run;
      if (sendsNothing(options)) return [{ level: 'info', text: 'Complete: nothing was sent, this was a dry run' }];
      const what = importedWords(counts, about.records, kinds);
      if (counts.read === 0) return [{ level: 'info', text: 'Complete: nothing new' }];
      return [
        ...whereLanesAre(run.cursor.pass?.lanes ?? []),
        { level: 'info', text: `Complete: imported ${what}` },
        { level: 'notification', text: `${about.title}: Imported data. Imported ${what}` },
      ];
    },
  };
}

async function open(
  run: RunState<CommerceRun>,
  options: RunOptions,
  closing: boolean,
): Promise<StepOutcome<CommerceRun>> {
  const { openPass } = wf.proxyActivities<CommerceActivities>(questionOptions(run.about));
  const { bookmark, pass: before } = run.cursor;
  const summary = closing ? 'What was changed meanwhile' : 'What there is to read';
  const { pass, movesBookmark, leftOut, notes } = await openPass.executeWithOptions({ summary }, [
    {
      import: run.import,
      runId: run.runId,
      fingerprint: run.about.fingerprint,
      options,
      bookmark,
      ...(closing && before ? { changedSince: before.asOf } : {}),
    },
  ]);
  const advance = (now: CommerceRun): CommerceRun => ({
    ...now,
    pass,
    movesBookmark,
    closing,
    leftOut: now.leftOut + leftOut,
    ...(closing && before ? { reached: reachedIds(before.lanes) } : {}),
  });
  const where = whereLanesAre(closing ? (before?.lanes ?? []) : []);
  return { advance, counts: noCounts, notes: [...where, ...notes] };
}

/** The last ids that were delivered or rejected, lane by lane. */
function whereLanesAre(lanes: readonly CommerceLane[]): readonly Note[] {
  const reached = reachedIds(lanes);
  return reached.length === 0 ? [] : [{ level: 'info', text: `Delivered up to ${reached.join(', ')}` }];
}

async function read(
  type: CommerceImportType,
  run: RunState<CommerceRun>,
  options: RunOptions,
  pass: CommercePass,
  lane: CommerceLane,
): Promise<StepOutcome<CommerceRun>> {
  const activities = wf.proxyActivities<CommerceActivities>(stepOptions(run.about));
  const summary = lane.reconcile
    ? 'What the shop no longer has'
    : `Lane ${lane.key + 1} of ${pass.lanes.length}, from ${percentRead([lane])} % on${lane.chunk ? `, ${lane.chunk.stage}` : ''}`;
  const request = {
    import: run.import,
    runId: run.runId,
    fingerprint: run.about.fingerprint,
    ...(pass.since === undefined ? {} : { since: pass.since }),
    lane,
    ...(sendsNothing(options) ? { dryRun: true as const } : {}),
    ...(options.replay ? { replay: true as const } : {}),
  };
  if (type === 'commerce-products') {
    const result = await activities.importProducts.executeWithOptions({ summary }, [
      {
        ...request,
        asOf: pass.asOf,
        ...(pass.adopts ? { adopts: true } : {}),
        mostJobs: Math.max(1, Math.floor(mostCatalogJobs / pass.lanes.length)),
      },
    ]);
    return { ...outcomeOf(result), advance: (now) => reachedIn(now, result, replaceLane) };
  }
  const result = await activities[stepsOfTypes[type]].executeWithOptions({ summary }, [request]);
  const advanced = (lanes: readonly CommerceLane[], reached: CommerceLane) => advanceReading(lanes, lane, reached);
  return { ...outcomeOf(result), advance: (now) => reachedIn(now, result, advanced) };
}

function outcomeOf(result: ImportLaneResult): Omit<StepOutcome<CommerceRun>, 'advance'> {
  const { cursor: _, complete: __, progressPercent: ___, missing: ____, ...outcome } = result;
  return outcome;
}

/** The run with what a step has reached in its lane. */
function reachedIn(
  now: CommerceRun,
  { cursor: reached, missing = 0 }: ImportLaneResult,
  become: (lanes: readonly CommerceLane[], reached: CommerceLane) => readonly CommerceLane[],
): CommerceRun {
  const further = withLanes(now, (lanes) => become(lanes, reached));
  return { ...further, leftOut: further.leftOut + missing };
}

async function settle(run: RunState<CommerceRun>, options: RunOptions): Promise<StepOutcome<CommerceRun>> {
  const { settleJobs } = wf.proxyActivities<CommerceActivities>(stepOptions(run.about));
  const jobs = jobsOut(run.cursor.pass?.lanes ?? []);
  const result = await settleJobs.executeWithOptions(
    { summary: `Results of ${jobs.length === 1 ? '1 job' : `${jobs.length} jobs`}` },
    [
      {
        import: run.import,
        runId: run.runId,
        fingerprint: run.about.fingerprint,
        jobs,
        ...(options.replay ? { replay: true } : {}),
      },
    ],
  );
  const { ended, ...outcome } = result;
  return {
    ...outcome,
    advance: (now) => requireProgress(withLanes(now, (lanes) => endJobs(lanes, ended))),
  };
}

function withLanes(
  cursor: CommerceRun,
  become: (lanes: readonly CommerceLane[]) => readonly CommerceLane[],
): CommerceRun {
  const { pass } = cursor;
  return pass ? { ...cursor, pass: { ...pass, lanes: become(pass.lanes) } } : cursor;
}

function requireProgress(cursor: CommerceRun): CommerceRun {
  const stuck = cursor.pass?.lanes.find(({ cancelled = 0 }) => cancelled >= mostCancels);
  if (!stuck) return cursor;
  throw asWorkflowFailure(failure('job-cancelled', cancelledTooOften));
}
