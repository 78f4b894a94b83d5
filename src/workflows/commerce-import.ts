import * as wf from '@temporalio/workflow';
import type { CommerceActivities } from '../activities/commerce-activities';
import type { CommerceBookmark, CommerceLane, CommercePass } from '../contract/commerce';
import { noCounts } from '../contract/counts';
import type { CommerceImportType } from '../contract/names';
import { type RunOptions, sendsNothing } from '../contract/run-options';
import { questionOptions, stepOptions } from './activity-options';
import { beginCommerce } from './commerce-bookmark';
import { advanceReading, endJobs, isFinished, isReadable, jobsOut, percentRead } from './commerce-lanes';
import { asWorkflowFailure, failure } from './failures';
import type { ImportDefinition, PlannedStep, StepOutcome } from './import-definition';
import { importedWords } from './imported-words';
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
}

const stepsOfTypes = {
  'commerce-customers': 'importCustomers',
  'commerce-orders': 'importOrders',
  'commerce-categories': 'importCategories',
} as const satisfies Record<CommerceImportType, keyof CommerceActivities>;

/** A job that Klaviyo cancels once may be the work of a person or of a moment; three times is neither. */
const mostCancels = 3;

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
      const steps = pass.lanes.filter(isReadable).map((lane): PlannedStep<CommerceRun> => {
        return { lane: `lane ${lane.key}`, work: () => read(type, run, options, pass, lane) };
      });
      if (jobsOut(pass.lanes).length > 0) steps.push({ lane: 'jobs', work: () => settle(run, options) });
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
    describe: ({ pass, closing, leftOut }) => {
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
        ...(closing ? {} : { progressPercent }),
        ...(leftOut > 0 ? { leftOut } : {}),
      };
    },
    leaves: ({ pass }) => {
      const ids = jobsOut(pass?.lanes ?? []).map(({ id }) => id);
      if (ids.length === 0) return [];
      const what = 'Jobs that go on at the destination, for nothing is taken back';
      return [{ level: 'warn', text: `${what}: ${ids.join(', ')}. The next run reads their results first` }];
    },
    conclude: (run) => {
      const { counts, kinds, about } = run;
      if (sendsNothing(options)) return [{ level: 'info', text: 'Complete: nothing was sent, this was a dry run' }];
      const what = importedWords(counts, about.records, kinds);
      if (counts.read === 0) return [{ level: 'info', text: 'Complete: nothing new' }];
      return [
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
  });
  return { advance, counts: noCounts, notes };
}

async function read(
  type: CommerceImportType,
  run: RunState<CommerceRun>,
  options: RunOptions,
  pass: CommercePass,
  lane: CommerceLane,
): Promise<StepOutcome<CommerceRun>> {
  const activities = wf.proxyActivities<CommerceActivities>(stepOptions(run.about));
  const step = activities[stepsOfTypes[type]];
  const result = await step.executeWithOptions(
    { summary: `Lane ${lane.key + 1} of ${pass.lanes.length}, from ${percentRead([lane])} % on` },
    [
      {
        import: run.import,
        runId: run.runId,
        fingerprint: run.about.fingerprint,
        ...(pass.since === undefined ? {} : { since: pass.since }),
        lane,
        ...(sendsNothing(options) ? { dryRun: true } : {}),
        ...(options.replay ? { replay: true } : {}),
      },
    ],
  );
  const { cursor: reached, complete: _, progressPercent: __, missing = 0, ...outcome } = result;
  const advance = (now: CommerceRun): CommerceRun => {
    const further = withLanes(now, (lanes) => advanceReading(lanes, lane, reached));
    return { ...further, leftOut: further.leftOut + missing };
  };
  return { ...outcome, advance };
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
  throw asWorkflowFailure(
    failure('job-cancelled', `The destination has cancelled the jobs of the same records ${mostCancels} times`),
  );
}
