import * as wf from '@temporalio/workflow';
import type { FilesToOdpActivities } from '../activities/files-to-odp';
import { noCounts } from '../contract/counts';
import { importingPhase } from '../contract/importing-phase';
import type { FileCounts } from '../contract/run';
import { listingOptions, stepOptions } from './activity-options';
import { readDestinationTypes } from './destination-types';
import { advanceLane, cursorOfLane, type FileLane, type LanedFiles, openLanes, rememberLanes } from './file-lanes';
import { beginFiles } from './files-bookmark';
import type { ImportDefinition, StepOutcome } from './import-definition';
import type { RunState } from './run-state';

/** Where a run of this import stands: which files it has found, and how far it has come in them. */
export interface FilesRun extends LanedFiles {
  readonly stage: 'list' | 'check' | 'import';
  /** The source's clock at the first listing, epoch ms: what is written later is the next run's. */
  readonly horizon?: number;
  /** True where the container holds more new files than one list takes. */
  readonly more: boolean;
  /** Types of the mapped fields as the destination's schema has them; empty where it may not be read. */
  readonly types: Readonly<Record<string, string>>;
  /** Files finished in earlier lists of this run. */
  readonly before: FileCounts;
  /** The file that was worked on last. */
  readonly current?: string;
  /** The files come from quarantine, and leave it where they succeed. */
  readonly retry?: true;
}

/** Imports the new files of a container into a destination's object, oldest first. */
export const newFiles: ImportDefinition<FilesRun> = {
  type: 'files-to-odp',
  begin: (opened) => ({
    stage: 'list',
    files: beginFiles(opened),
    lanes: [],
    percent: 0,
    more: false,
    types: {},
    before: { found: 0, done: 0, quarantined: 0 },
  }),
  plan: (cursor, run) => {
    if (cursor.stage === 'list') return [{ lane: 'list', work: () => list(cursor, run) }];
    // Nothing was found, or all of it is done.
    if (cursor.files.position >= (cursor.files.list?.total ?? 0)) return [];
    if (cursor.stage === 'check') return [{ lane: 'check', work: () => check(run) }];
    return cursor.lanes
      .filter((lane) => lane.position < lane.to)
      .map((lane) => ({ lane: `files from ${lane.from}`, work: () => importFrom(lane, cursor, run) }));
  },
  remember: (cursor) => rememberLanes(cursor),
  describe: (cursor) => {
    if (cursor.stage === 'list') return { phase: 'fetching files', doing: 'list the files', files: cursor.before };
    const files = countFiles(cursor);
    const doing = cursor.current === undefined ? 'import' : `import ${cursor.current}`;
    const percent = cursor.lanes.reduce((sum, lane) => sum + lane.percent, cursor.percent);
    const progressPercent = Math.round(Math.min(100, percent) * 10) / 10;
    const { leftOut } = cursor.files;
    const view = { phase: importingPhase(files), doing, files, progressPercent };
    return leftOut ? { ...view, leftOut } : view;
  },
  conclude: (run) => {
    const { counts, about } = run;
    if (run.result().files?.found === 0) return [{ level: 'info', text: 'Complete: nothing new' }];
    const what = `${counts.delivered} ${about.records}`;
    return [
      { level: 'info', text: `Complete: imported ${what}` },
      { level: 'notification', text: `${about.title}: Imported data. Imported ${what}` },
    ];
  },
};

function countFiles({ before, files, lanes }: FilesRun): FileCounts {
  const sum = (of: (lane: FileLane) => number) => lanes.reduce((total, lane) => total + of(lane), 0);
  return {
    found: before.found + (files.list?.total ?? 0),
    done: before.done + files.position + sum((lane) => lane.position - lane.from),
    quarantined: before.quarantined + files.quarantined + sum((lane) => lane.quarantined),
  };
}

async function list(cursor: FilesRun, run: RunState<FilesRun>): Promise<StepOutcome<FilesRun>> {
  const { listFiles } = wf.proxyActivities<FilesToOdpActivities>(listingOptions(run.about));
  const found = await listFiles.executeWithOptions({ summary: 'Fetching names of files' }, [
    {
      import: run.import,
      fingerprint: run.about.fingerprint,
      files: cursor.files,
      ...(cursor.horizon === undefined ? {} : { horizon: cursor.horizon }),
    },
  ]);
  const { horizon, more, notes, settleMs } = found;
  if (settleMs !== undefined) {
    return { advance: (now) => ({ ...now, horizon, more }), counts: noCounts, waitMs: settleMs, notes };
  }
  return {
    advance: (now) => ({ ...now, stage: 'check', files: found.files, percent: 0, horizon, more }),
    counts: noCounts,
    notes,
  };
}

async function check(run: RunState<FilesRun>): Promise<StepOutcome<FilesRun>> {
  const { types, notes } = await readDestinationTypes(run);
  return { advance: (now) => withLanes({ ...now, stage: 'import', types }, run), counts: noCounts, notes };
}

async function importFrom(lane: FileLane, cursor: FilesRun, run: RunState<FilesRun>): Promise<StepOutcome<FilesRun>> {
  const { importFiles } = wf.proxyActivities<FilesToOdpActivities>(stepOptions(run.about));
  const { about } = run;
  const result = await importFiles.executeWithOptions(
    { summary: `From file ${lane.position + 1} of ${cursor.files.list?.total ?? 0}, byte ${lane.file?.offset ?? 0}` },
    [
      {
        import: run.import,
        runId: run.runId,
        fingerprint: about.fingerprint,
        types: cursor.types,
        files: cursorOfLane(cursor.files, lane),
        to: lane.to,
        percent: lane.percent,
        ...(run.states ? { states: run.states } : {}),
        ...(cursor.retry ? { retry: true } : {}),
      },
    ],
  );
  const { cursor: reached, complete: _, progressPercent, current, ...outcome } = result;
  return {
    ...outcome,
    advance: (now) => {
      const moved = { ...now, ...advanceLane(now, lane.from, reached, progressPercent ?? lane.percent) };
      return nextList(withLanes(current === undefined ? moved : { ...moved, current }, run));
    },
  };
}

function withLanes(cursor: FilesRun, { about }: RunState<FilesRun>): FilesRun {
  return { ...cursor, ...openLanes(cursor, about.parallelFiles ?? 1) };
}

/** Where all of the list is done and the container holds more, the run lists again. */
function nextList(cursor: FilesRun): FilesRun {
  const { files, more } = cursor;
  if (!more || files.position < (files.list?.total ?? 0)) return cursor;
  return { ...cursor, stage: 'list', before: countFiles(cursor) };
}
