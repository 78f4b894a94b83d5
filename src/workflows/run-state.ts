import * as wf from '@temporalio/workflow';
import type { OpenedRun } from '../activities/open-run';
import type { BookmarkWrite, JsonValue } from '../contract/bookmark';
import { addCounts, addKinds, type Counts, type KindCounts, noCounts } from '../contract/counts';
import type { CourierOfGroup } from '../contract/couriers/courier-group';
import type { FeedCounts } from '../contract/couriers/feed-counts';
import { endedTasks, type RunTask } from '../contract/couriers/run-task';
import { dependencyWaitCode } from '../contract/dependency';
import type { FailureReport } from '../contract/failure';
import type {
  FileCounts,
  RunInput,
  RunMemo,
  RunProgress,
  RunRecord,
  RunResult,
  RunStatus,
  Waiting,
} from '../contract/run';
import { journalQuery, progressQuery } from '../contract/run-definitions';
import type { RunOptions } from '../contract/run-options';
import type { RunView, StepOutcome } from './import-definition';
import { type JournalState, openJournal } from './journal';
import { optionsOf } from './options-of';
import { progressDetails } from './progress-details';
import { runIdOf } from './run-id';
import type { DependencyWait, WaitState } from './wait-for-dependencies';

/** What a run carries into its next execution. A few KB. */
export interface ContinuedRun<Cursor> {
  /** Absent where an earlier version has carried it. */
  readonly runId?: string;
  readonly about: OpenedRun;
  readonly cursor: Cursor;
  readonly counts: Counts;
  readonly kinds?: KindCounts;
  readonly journal: JournalState;
  readonly startedAt: number;
  readonly progressedAt: number;
  readonly bookmarkVersion: number;
  readonly remembered: string;
  /** Since when it waits for other imports, epoch ms; left out where it does not. */
  readonly waitingSince?: number;
  /** Versions of the states of other jobs that the run works with; left out where it depends on none. */
  readonly states?: Readonly<Record<string, number>>;
}

/** Everything that a run knows of itself. Its queries answer from here, during the run and after it. */
export interface RunState<Cursor> extends WaitState {
  readonly import: string;
  readonly runId: string;
  readonly options: RunOptions;
  readonly about: OpenedRun;
  readonly status: RunStatus;
  readonly isOpen: boolean;
  readonly cursor: Cursor;
  readonly counts: Counts;
  readonly kinds: KindCounts;
  readonly msWithoutProgress: number;
  /** Of a courier, as they were shown last. */
  readonly tasks: readonly RunTask[] | undefined;
  /** Versions of the states of other jobs that the run works with, by the job's name. */
  readonly states: Readonly<Record<string, number>> | undefined;
  opened(about: OpenedRun, cursor: Cursor): void;
  controlled(what: 'paused' | 'resumed' | 'cancelling', reason?: string): void;
  took(outcome: StepOutcome<Cursor>): void;
  show(view: RunView): void;
  /** The write that moves the bookmark to `value`; undefined where it is there already. */
  bookmarkWrite(value: JsonValue, status: 'running' | 'completed'): BookmarkWrite | undefined;
  bookmarked(write: BookmarkWrite, version: number): void;
  closed(status: EndStatus, error?: FailureReport): void;
  continued(): ContinuedRun<Cursor>;
  result(): RunResult;
  record(): RunRecord;
}

/** How a run may close by itself. */
type EndStatus = 'COMPLETED' | 'SKIPPED' | 'CANCELLED' | 'FAILED';
const endPhases = { COMPLETED: 'complete', SKIPPED: 'skipped', CANCELLED: 'cancelled', FAILED: 'failed' } as const;

/** Before the configuration is known a run goes by the name of its import. */
function unopened(input: RunInput): OpenedRun {
  return {
    version: '',
    title: input.import,
    records: 'records',
    fingerprint: {},
    source: '',
    giveUpAfterMs: 0,
    heartbeatTimeoutMs: 0,
    bookmark: { version: 0, status: 'none', value: null },
  };
}

export function startRun<Cursor>(input: RunInput, continued?: ContinuedRun<Cursor>): RunState<Cursor> {
  const runId = runIdOf(continued);
  const trackerId = input.options?.trackerId;
  const scheduledField = input.scheduledAt === undefined ? {} : { scheduledAt: input.scheduledAt };
  const startedAt = continued?.startedAt ?? Date.now();
  const journal = openJournal(continued?.journal);

  let about = continued?.about ?? unopened(input);
  let cursor = continued?.cursor;
  let counts = continued?.counts ?? noCounts;
  let kinds = continued?.kinds ?? {};
  let status: RunStatus = 'RUNNING';
  let phase = 'opening';
  let files: FileCounts | undefined;
  let leftOut: number | undefined;
  let progressPercent: number | undefined;
  let reached: readonly string[] | undefined;
  let tasks: readonly RunTask[] | undefined;
  let feeds: Readonly<Record<string, FeedCounts>> | undefined;
  let missing: string | undefined;
  let couriers: readonly CourierOfGroup[] | undefined;
  let waiting: Waiting | undefined;
  let told: Waiting | undefined;
  let error: FailureReport | undefined;
  let updatedAt = Date.now();
  let progressedAt = continued?.progressedAt ?? startedAt;
  let bookmarkVersion = continued?.bookmarkVersion ?? 0;
  let remembered = continued?.remembered ?? '';
  let states = continued?.states;
  let dependencyWait: DependencyWait | undefined =
    continued?.waitingSince === undefined ? undefined : { since: continued.waitingSince, names: 'other imports' };

  const kindsField = (): { kinds?: KindCounts } => (Object.keys(kinds).length > 0 ? { kinds } : {});
  const leftOutField = (): { leftOut?: number } => (leftOut ? { leftOut } : {});
  const ofCourier = () => ({
    ...(tasks ? { tasks } : {}),
    ...(feeds ? { feeds } : {}),
    ...(couriers ? { couriers } : {}),
  });
  const progress = (): RunProgress => ({
    import: input.import,
    runId,
    ...(trackerId === undefined ? {} : { trackerId }),
    version: about.version,
    records: about.records,
    status,
    phase,
    counts,
    ...kindsField(),
    ...(files ? { files } : {}),
    ...leftOutField(),
    ...(progressPercent === undefined ? {} : { progressPercent }),
    ...(reached ? { reached } : {}),
    ...ofCourier(),
    ...(waiting || told ? { waiting: waiting ?? told } : {}),
    startedAt,
    updatedAt,
    ...(error ? { error } : {}),
  });
  const changed = (): void => {
    updatedAt = Date.now();
    wf.setCurrentDetails(progressDetails(progress(), about.title));
  };
  const memo = (): void => {
    const value: RunMemo = {
      import: input.import,
      runId,
      startedAt,
      version: about.version,
      ...(trackerId === undefined ? {} : { trackerId }),
      ...scheduledField,
      ...(status === 'RUNNING' ? {} : { status, counts }),
      ...(status === 'RUNNING' || !files ? {} : { files }),
      ...(status === 'RUNNING' ? {} : leftOutField()),
      ...(error ? { error } : {}),
    };
    wf.upsertMemo({ ...value });
  };
  const rejectsPlace = (): { rejects?: string } =>
    counts.rejected > 0 || (files?.quarantined ?? 0) > 0 ? { rejects: `rejects/${input.import}/` } : {};

  wf.setHandler(progressQuery, progress);
  wf.setHandler(journalQuery, () => journal.tail());

  return {
    import: input.import,
    runId,
    options: optionsOf(input),
    journal,
    get about() {
      return about;
    },
    get status() {
      return status;
    },
    get isOpen() {
      return cursor !== undefined;
    },
    get cursor() {
      if (cursor === undefined) throw new Error('A run that is not open has no cursor');
      return cursor;
    },
    get counts() {
      return counts;
    },
    get kinds() {
      return kinds;
    },
    get startedAt() {
      return startedAt;
    },
    get states() {
      return states;
    },
    get dependencyWait() {
      return dependencyWait;
    },
    get tasks() {
      return tasks;
    },
    get msWithoutProgress() {
      return Date.now() - progressedAt;
    },
    opened(opened, first) {
      about = opened;
      cursor = first;
      bookmarkVersion = opened.bookmark.version;
      remembered = JSON.stringify(opened.bookmark.value);
      memo();
      changed();
    },
    controlled(what, reason) {
      status = what === 'paused' ? 'PAUSED' : what === 'resumed' ? 'RUNNING' : 'CANCELLING';
      journal.add(
        'info',
        what === 'cancelling' ? `Asked to cancel: ${reason}` : `Asked to ${what === 'paused' ? 'pause' : 'resume'}`,
      );
      changed();
    },
    took(outcome) {
      cursor = outcome.advance(this.cursor);
      counts = addCounts(counts, outcome.counts);
      if (outcome.kinds) kinds = addKinds(kinds, outcome.kinds);
      if (outcome.counts.read > 0 || !outcome.blockedBy) progressedAt = Date.now();
      if (outcome.notes) journal.addAll(outcome.notes);
      if (outcome.waitMs !== undefined && outcome.blockedBy) {
        const { code, message } = outcome.blockedBy;
        waiting = { code, message, until: Date.now() + outcome.waitMs };
        journal.add('warn', `Waiting ${Math.ceil(outcome.waitMs / 1_000)} s (${code}): ${message}`);
      }
    },
    waited() {
      if (!waiting) return;
      waiting = undefined;
      changed();
    },
    awaitDependencies() {
      dependencyWait ??= { since: Date.now(), names: 'other imports' };
      return dependencyWait;
    },
    waitingFor(names, message, until) {
      dependencyWait = { since: this.awaitDependencies().since, names };
      phase = `waiting for ${names}`;
      waiting = { code: dependencyWaitCode, message, until };
      changed();
    },
    dependenciesMet() {
      dependencyWait = undefined;
      waiting = undefined;
      // The destination was not to blame for this time.
      progressedAt = Date.now();
    },
    statesFound(versions) {
      states = versions;
    },
    show(view) {
      phase = view.phase;
      files = view.files;
      leftOut = view.leftOut;
      progressPercent = view.progressPercent ?? progressPercent;
      reached = view.reached;
      tasks = view.tasks;
      feeds = view.feeds;
      missing = view.missing;
      couriers = view.couriers;
      told = view.waiting;
      changed();
    },
    bookmarkWrite(value, bookmarkStatus) {
      // A run that completes is told to the bookmark even when the place is the same: others wait for its time.
      if (bookmarkStatus === 'running' && JSON.stringify(value) === remembered) return undefined;
      return {
        value,
        status: bookmarkStatus,
        expectedVersion: bookmarkVersion,
        writer: runId,
        runId,
        writeId: `${runId}#${bookmarkVersion}`,
      };
    },
    bookmarked(write, version) {
      bookmarkVersion = version;
      remembered = JSON.stringify(write.value);
    },
    closed(closing, report) {
      status = closing;
      error = report;
      waiting = undefined;
      told = undefined;
      tasks = tasks && endedTasks(tasks, closing);
      phase = endPhases[closing];
      if (closing === 'COMPLETED') progressPercent = 100;
      memo();
      changed();
    },
    continued() {
      return {
        runId,
        about,
        cursor: this.cursor,
        counts,
        ...kindsField(),
        journal: journal.state(),
        startedAt,
        progressedAt,
        bookmarkVersion,
        remembered,
        ...(dependencyWait ? { waitingSince: dependencyWait.since } : {}),
        ...(states ? { states } : {}),
      };
    },
    result: () => ({
      import: input.import,
      counts,
      ...kindsField(),
      ...(files ? { files } : {}),
      ...leftOutField(),
      ...(feeds ? { feeds } : {}),
      ...(missing === undefined ? {} : { missing }),
      ...(couriers ? { couriers } : {}),
      ...rejectsPlace(),
    }),
    record: () => ({
      import: input.import,
      workflowId: wf.workflowInfo().workflowId,
      runId,
      ...(trackerId === undefined ? {} : { trackerId }),
      ...scheduledField,
      version: about.version,
      status,
      startedAt,
      closedAt: Date.now(),
      counts,
      ...kindsField(),
      ...(files ? { files } : {}),
      ...leftOutField(),
      ...(reached ? { reached } : {}),
      ...ofCourier(),
      ...(tasks ? { options: optionsOf(input) } : {}),
      ...(input.group === undefined ? {} : { group: input.group }),
      ...(missing === undefined ? {} : { missing }),
      ...rejectsPlace(),
      ...(error ? { error } : {}),
    }),
  };
}
