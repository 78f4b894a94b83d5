import * as wf from '@temporalio/workflow';
import type { FilesToOdpActivities } from '../activities/files-to-odp';
import { noCounts } from '../contract/counts';
import type { FilesCursor } from '../contract/files';
import type { FileCounts, RunInput, RunResult } from '../contract/run';
import type { StepResult } from '../contract/step';
import { listingOptions, questionOptions, stepOptions } from './activity-options';
import { beginFiles } from './files-bookmark';
import type { ContinuedRun, RunState } from './run-state';
import { type ImportDefinition, runImport } from './step-loop';

/** Where a run of this import stands: which files it has found, and how far it has come in them. */
export interface FilesRun {
  readonly stage: 'list' | 'check' | 'import';
  readonly files: FilesCursor;
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
}

/** Imports the new files of a container into a destination's object, one after the other, oldest first. */
export async function filesToOdp(input: RunInput, continued?: ContinuedRun<FilesRun>): Promise<RunResult> {
  return runImport(definition, input, continued);
}

const definition: ImportDefinition<FilesRun> = {
  type: 'files-to-odp',
  begin: (opened) => ({
    stage: 'list',
    files: beginFiles(opened),
    more: false,
    types: {},
    before: { found: 0, done: 0, quarantined: 0 },
  }),
  step: (cursor, run) => {
    if (cursor.stage === 'list') return list(cursor, run);
    if (cursor.stage === 'check') return check(cursor, run);
    return importNext(cursor, run);
  },
  remember: (cursor) => cursor.files,
  describe: (cursor) => {
    if (cursor.stage === 'list') return { phase: 'fetching files', doing: 'list the files', files: cursor.before };
    const files = countFiles(cursor);
    const number = Math.min(files.done + 1, files.found);
    const doing = cursor.current === undefined ? 'import' : `import ${cursor.current}`;
    return { phase: `importing ${number} of ${files.found}`, doing, files };
  },
};

function countFiles(cursor: FilesRun): FileCounts {
  const { before, files } = cursor;
  return {
    found: before.found + (files.list?.total ?? 0),
    done: before.done + files.position,
    quarantined: before.quarantined + files.quarantined,
  };
}

async function list(cursor: FilesRun, run: RunState<FilesRun>): Promise<StepResult<FilesRun>> {
  const { listFiles } = wf.proxyActivities<FilesToOdpActivities>(listingOptions(run.about));
  const found = await listFiles.executeWithOptions({ summary: 'Fetching names of files' }, [
    {
      import: run.import,
      fingerprint: run.about.fingerprint,
      files: cursor.files,
      ...(cursor.horizon === undefined ? {} : { horizon: cursor.horizon }),
    },
  ]);
  const next = { ...cursor, files: found.files, horizon: found.horizon, more: found.more };
  const nothing = found.files.list === undefined;
  if (found.settleMs !== undefined) {
    return {
      cursor: { ...next, files: cursor.files },
      complete: false,
      counts: noCounts,
      waitMs: found.settleMs,
      notes: found.notes,
    };
  }
  return { cursor: { ...next, stage: 'check' }, complete: nothing, counts: noCounts, notes: found.notes };
}

async function check(cursor: FilesRun, run: RunState<FilesRun>): Promise<StepResult<FilesRun>> {
  const { checkDestination } = wf.proxyActivities<FilesToOdpActivities>(questionOptions(run.about));
  const { types, notes } = await checkDestination.executeWithOptions({ summary: "Reading the object's schema" }, [
    { import: run.import, fingerprint: run.about.fingerprint },
  ]);
  return { cursor: { ...cursor, stage: 'import', types }, complete: false, counts: noCounts, notes };
}

async function importNext(cursor: FilesRun, run: RunState<FilesRun>): Promise<StepResult<FilesRun>> {
  const { importFiles } = wf.proxyActivities<FilesToOdpActivities>(stepOptions(run.about));
  const { files } = cursor;
  const result = await importFiles.executeWithOptions(
    { summary: `From file ${files.position + 1} of ${files.list?.total ?? 0}, byte ${files.file?.offset ?? 0}` },
    [{ import: run.import, runId: run.runId, fingerprint: run.about.fingerprint, types: cursor.types, files }],
  );
  const { current } = result;
  const next: FilesRun = { ...cursor, files: result.cursor, ...(current === undefined ? {} : { current }) };
  if (!result.complete || !cursor.more) return { ...result, cursor: next };
  return { ...result, complete: false, cursor: { ...next, stage: 'list', before: countFiles(next) } };
}
