import * as wf from '@temporalio/workflow';
import type { ClosedBatch, OpenedBatch, ResumedBatch } from '../activities/batch/batch-activities';
import type { PassCall, PassEnd } from '../activities/batch/run-pass';
import type { BatchProgress, BatchRequest, BatchStatus } from '../contract/batch';
import { batchProgressQuery } from '../contract/batch-definitions';
import { nextPercent } from '../contract/batch-percent';
import type { BatchMemo, BatchPoint, BatchRecord, KeptValue } from '../contract/batch-run';
import type { FailureReport } from '../contract/failure';
import { queryNames } from '../contract/names';
import { journalQuery } from '../contract/run-definitions';
import { batchDetails } from './batch-details';
import { type JournalState, openJournal } from './journal';
import { runIdOf } from './run-id';
import type { DependencyWait, WaitState } from './wait-for-dependencies';

/** What a job carries into its next execution: at most 64 KB of state and 64 KB of what has accumulated. */
export interface ContinuedBatch {
  /** The job's id, and that of the execution it began with. */
  readonly runId: string;
  readonly about: OpenedBatch;
  readonly point: BatchPoint;
  readonly journal: JournalState;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Since when it waits for what it depends on, epoch ms; left out where it does not. */
  readonly waitingSince?: number;
  /** Versions of the states of other jobs that it works with; left out where it depends on none. */
  readonly states?: Readonly<Record<string, number>>;
}

/** Everything that a job knows of itself. Its queries answer from here, during the job and after it. */
export interface BatchState extends WaitState {
  readonly jobId: string;
  readonly about: OpenedBatch;
  readonly point: BatchPoint;
  readonly status: BatchStatus;
  readonly complete: boolean;
  readonly progress: BatchProgress;
  opened(about: OpenedBatch): void;
  controlled(what: 'paused' | 'resumed' | 'cancelling', reason?: string): void;
  /** The next pass, as an activity is asked for it. */
  call(): PassCall;
  took(end: PassEnd): void;
  skipped(report: FailureReport): void;
  closed(status: BatchStatus, error?: FailureReport): void;
  /** Takes the places to which the values of a closed job have been moved. */
  moved(values: ClosedBatch): void;
  continued(): ContinuedBatch;
  record(): BatchRecord;
}

const firstPoint: BatchPoint = {
  passes: 0,
  progressPercent: 0,
  skipped: 0,
  same: { hash: '', passes: 0 },
  toldPercent: false,
  replaced: [],
};

export function startBatch(request: BatchRequest, continued?: ContinuedBatch): BatchState {
  const { id, endPointName, endPointParams, batchJob, scheduledAt } = request;
  let jobId = runIdOf(continued);
  let startedAt = continued?.startedAt ?? Date.now();
  let journal = openJournal(continued?.journal);
  let about = continued?.about;
  let point = continued?.point ?? firstPoint;
  let finalResult: KeptValue | undefined;
  let complete = false;
  let status: BatchStatus = 'RUNNING';
  let updatedAt = Date.now();
  let error: FailureReport | undefined;
  let states = continued?.states;
  let dependencyWait: DependencyWait | undefined =
    continued?.waitingSince === undefined ? undefined : { since: continued.waitingSince, names: '' };

  const describe = (): string => {
    if (status === 'RUNNING' && dependencyWait?.names) return `Waiting for ${dependencyWait.names}`;
    return `${status.charAt(0)}${status.slice(1).toLowerCase()}`;
  };
  const described = () => ({
    id,
    endPointName,
    status,
    progressPercent: point.progressPercent,
    description: describe(),
    passes: point.passes,
    startedAt: new Date(startedAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    ...(error ? { error } : {}),
  });
  const progress = (): BatchProgress => {
    const stored = { ...keyOf('accumulate', point.accumulate), ...keyOf('finalResult', finalResult) };
    return {
      ...described(),
      accumulate: inline(point.accumulate),
      finalResult: inline(finalResult),
      ...(Object.keys(stored).length > 0 ? { stored } : {}),
    };
  };
  const changed = (): void => {
    updatedAt = Date.now();
    wf.setCurrentDetails(batchDetails(progress()));
  };
  const memo = (ended?: BatchMemo['ended']): void => {
    const version = about?.version ?? '';
    const value: BatchMemo = { id, endPointName, jobId, startedAt, version, ...(ended ? { ended } : {}) };
    wf.upsertMemo({ ...value });
  };
  const opening = (): OpenedBatch => {
    if (!about) throw new Error('A job that is not open knows no configuration');
    return about;
  };
  const resume = (resumed: ResumedBatch): void => {
    jobId = resumed.jobId;
    startedAt = Date.parse(resumed.startedAt);
    journal = openJournal({ next: resumed.journalNext, tail: [] });
    // What it has stumbled over before is not to be held against it.
    point = { ...resumed.point, skipped: 0, same: firstPoint.same };
  };

  wf.setHandler(batchProgressQuery, progress);
  wf.setHandler(wf.defineQuery<BatchProgress>(queryNames.queryProgress), progress);
  wf.setHandler(journalQuery, () => journal.tail());

  return {
    get jobId() {
      return jobId;
    },
    get about() {
      return opening();
    },
    get point() {
      return point;
    },
    get journal() {
      return journal;
    },
    get status() {
      return status;
    },
    get dependencyWait() {
      return dependencyWait;
    },
    // A retry waits anew: it is of its own start that what it depends on is to be no older.
    get startedAt() {
      return dependencyWait?.since ?? startedAt;
    },
    awaitDependencies() {
      dependencyWait ??= { since: Date.now(), names: '' };
      return dependencyWait;
    },
    waitingFor(names) {
      dependencyWait = { ...this.awaitDependencies(), names };
      changed();
    },
    waited() {
      dependencyWait = { ...this.awaitDependencies(), names: '' };
      changed();
    },
    dependenciesMet() {
      dependencyWait = undefined;
      changed();
    },
    statesFound(versions) {
      states = versions;
    },
    get complete() {
      return complete;
    },
    get progress() {
      return progress();
    },
    opened(opened) {
      about = opened;
      if (opened.resumed) resume(opened.resumed);
      memo();
      const from = opened.resumed ? `Going on with pass ${point.passes + 1}` : 'Begun';
      journal.add('info', `${from}: end point ${endPointName}`);
      changed();
    },
    controlled(what, reason) {
      status = what === 'paused' ? 'PAUSED' : what === 'resumed' ? 'RUNNING' : 'CANCELLING';
      const asked = what === 'cancelling' ? `cancel: ${reason}` : what === 'paused' ? 'pause' : 'resume';
      journal.add('info', `Asked to ${asked}`);
      changed();
    },
    call: () => ({
      id,
      jobId,
      pass: point.passes + 1,
      endPointName,
      endPointParams,
      ...(batchJob === undefined ? {} : { batchJob }),
      ...(states ? { states } : {}),
      fingerprint: opening().fingerprint,
      session: {
        status: 'RUNNING',
        progressPercent: point.progressPercent,
        description: 'Running',
        started: new Date(startedAt).toISOString(),
        ...(scheduledAt === undefined ? {} : { scheduledAt }),
        updated: new Date(updatedAt).toISOString(),
        passes: point.passes,
      },
      point: {
        ...(point.state ? { state: point.state } : {}),
        ...(point.accumulate ? { accumulate: point.accumulate } : {}),
        replaced: point.replaced,
      },
    }),
    took(end) {
      const passes = point.passes + 1;
      if (end.oddPercent && !point.toldPercent) {
        journal.add('warn', `Pass ${passes} told a progressPercent that is no number from 0 to 100; it is not shown`);
      }
      complete = end.complete;
      finalResult = end.finalResult;
      point = {
        ...point,
        passes,
        progressPercent: complete ? 100 : nextPercent(point.progressPercent, end.percent),
        state: end.state,
        ...(end.accumulate ? { accumulate: end.accumulate } : {}),
        same: { hash: end.hash, passes: end.hash === point.same.hash ? point.same.passes + 1 : 1 },
        toldPercent: point.toldPercent || end.oddPercent,
        replaced: end.replaced,
      };
      changed();
    },
    skipped({ code, message }) {
      point = { ...point, passes: point.passes + 1, skipped: point.skipped + 1 };
      journal.add('warn', `Passed over: ${code}: ${message}`);
      changed();
    },
    closed(closing, report) {
      status = closing;
      error = report;
      memo({ status, progressPercent: point.progressPercent, passes: point.passes, ...(error ? { error } : {}) });
      changed();
    },
    moved(values) {
      point = { ...point, ...(values.accumulate ? { accumulate: values.accumulate } : {}) };
      finalResult = values.finalResult;
    },
    continued: () => ({
      runId: jobId,
      about: opening(),
      point,
      journal: journal.state(),
      startedAt,
      ...(dependencyWait ? { waitingSince: dependencyWait.since } : {}),
      ...(states ? { states } : {}),
    }),
    record: () => ({
      ...described(),
      jobId,
      version: opening().version,
      request,
      ...(point.accumulate ? { accumulate: point.accumulate } : {}),
      ...(finalResult ? { finalResult } : {}),
      point,
      journalNext: journal.state().next,
    }),
  };
}

function inline(kept: KeptValue | undefined) {
  return kept && 'value' in kept ? kept.value : null;
}

function keyOf<Name extends 'accumulate' | 'finalResult'>(name: Name, kept: KeptValue | undefined) {
  return kept && 'stored' in kept ? { [name]: kept.stored } : {};
}
