import { openContainer } from '../connectors/azure-blob';
import { noCounts } from '../contract/counts';
import { describeFailure, LongshoreError } from '../contract/failure';
import type { FilesCursor, FoundFile } from '../contract/files';
import type { StepResult } from '../contract/step';
import { readFoundFiles, writeQuarantine } from '../storage';
import { connectionOf } from './connection-of';
import { type FileStep, openFileStep } from './file-step';
import { type FileImport, type FileOutcome, importFile } from './import-file';
import { keepRefusals } from './keep-refusals';
import { mappingOf } from './mapping-of';
import { type ResolvedFiles, resolveFiles } from './resolve-import';
import { settleRetried } from './settle-retried';
import type { StateVersions } from './states-of';
import type { StepNotes } from './step-notes';
import type { WorkerContext } from './worker-context';

export interface ImportFilesRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, string>>;
  readonly files: FilesCursor;
  /** Position in the list where the files of others begin. */
  readonly to: number;
  /** What the run has counted for these files, in percent of its list. */
  readonly percent: number;
  /** What the run has found of the states of other jobs. */
  readonly states?: StateVersions;
  /** The files come from quarantine, and leave it where they succeed. */
  readonly retry?: true;
}

export interface ImportFilesResult extends StepResult<FilesCursor> {
  /** The file that was worked on last. */
  readonly current?: string;
}

/**
 * One step of an import of files: imports from the cursor on, file after file, for about 20 seconds.
 *
 * Returns what was acknowledged, whatever ended it: the time, a cancel, a destination that is busy, a failure. A crash
 * in it costs at most what was sent since its last heartbeat, which is sent again.
 */
export async function importFiles(context: WorkerContext, request: ImportFilesRequest): Promise<ImportFilesResult> {
  const resolved = resolveFiles(context, request);
  const { list } = request.files;
  if (!list) throw new LongshoreError('internal-error', `A step of ${request.import} has no list of files`);
  const step = openFileStep(context, resolved, request);
  const { pulse, notes } = step;
  let current: string | undefined;
  const answer = (more: Partial<ImportFilesResult>): ImportFilesResult => ({
    ...step.answer(more),
    ...(current === undefined ? {} : { current }),
  });

  try {
    if (pulse.keepsDying) return answer({ failure: pulse.keepsDying });
    const map = await mappingOf(resolved, request);
    const range = { from: pulse.cursor.position, to: request.to };
    for await (const file of readFoundFiles(resolved.storage, request.import, list, range)) {
      if (step.stopping()) return answer({});
      current = file.name;
      const outcome = await importNext(file, resolved, request, { ...step, map });
      if (outcome.kind === 'stopped') return answer(step.patience.blocked() ?? {});
      if (outcome.kind === 'fault' && outcome.error.code !== 'file-changed' && resolved.settings.onError === 'fail') {
        // The bookmark stays before the file: its next run begins it anew.
        const { file: _, ...before } = pulse.cursor;
        return answer({ cursor: before, failure: outcome.error.report() });
      }
      const quarantined = await settle(file, outcome, resolved, request, notes);
      pulse.moved(after(pulse.cursor, file, quarantined), noCounts);
    }
    return answer({ complete: true });
  } catch (error) {
    return answer(step.troubled(error));
  } finally {
    step.close();
  }
}

async function importNext(
  file: FoundFile,
  { config, settings, storage }: ResolvedFiles,
  request: ImportFilesRequest,
  step: FileStep & Pick<FileImport, 'map'>,
): Promise<FileOutcome> {
  const { odp, pulse } = step;
  const places = [pulse.cursor.file, ...(pulse.cursor.begun ?? [])];
  const from = places.find((place) => place?.name === file.name && place.etag === file.etag);
  if (!from) step.notes.add('info', `Importing file ${file.name}`);
  pulse.reading(file.name, 0);
  const run: FileImport = {
    settings,
    container: openContainer(connectionOf(config, settings.source, 'azure-blob')),
    map: step.map,
    send: (body, signal) => odp.sendObjects(settings.object, body, { signal }),
    governor: step.governor,
    patience: step.patience,
    keepRefusals: (of, refusals) =>
      keepRefusals(storage, { import: request.import, runId: request.runId, file: of }, refusals),
    cancelled: step.cancelled,
    abandoned: step.abandoned,
    stopping: step.stopping,
    progressed: (at, counts) => pulse.moved({ ...pulse.cursor, file: at }, counts),
    reading: (bytes) => pulse.reading(file.name, bytes),
  };
  return importFile(file, from, run);
}

/** Says what became of a file, and puts it into quarantine where it could not be imported. */
async function settle(
  file: FoundFile,
  outcome: Exclude<FileOutcome, { kind: 'stopped' }>,
  { settings, storage }: ResolvedFiles,
  request: ImportFilesRequest,
  notes: StepNotes,
): Promise<boolean> {
  const { counts } = outcome;
  if (request.retry) await settleRetried(storage, file, outcome, request);
  const sums = `${counts.delivered} ${settings.records} from ${file.name}, ${counts.rejected} rejected, ${counts.skipped} skipped`;
  if (outcome.kind === 'finished') {
    notes.add('info', `Imported ${sums}`);
    return false;
  }
  const { error } = outcome;
  if (error.code === 'file-changed') {
    notes.add('warn', `${describeFailure(error.report())} Imported before that: ${sums}`);
    return false;
  }
  await writeQuarantine(storage, {
    ...file,
    import: request.import,
    runId: request.runId,
    reason: error.report(),
    at: Date.now(),
  });
  notes.add(
    'notification',
    `${settings.title}: Failed to import ${file.name}. Reason: ${describeFailure(error.report())}`,
  );
  notes.add('warn', `Quarantined ${file.name}; imported before that: ${sums}`);
  return true;
}

/** The cursor behind a file that is done. */
function after(cursor: FilesCursor, file: FoundFile, quarantined: boolean): FilesCursor {
  const { file: _, begun = [], ...rest } = cursor;
  const stillBegun = begun.filter((place) => place.name !== file.name);
  return {
    ...rest,
    ...(stillBegun.length === 0 ? {} : { begun: stillBegun }),
    position: cursor.position + 1,
    bytesDone: cursor.bytesDone + file.size,
    quarantined: cursor.quarantined + (quarantined ? 1 : 0),
    lastFileTimestamp: Math.max(cursor.lastFileTimestamp, file.timestamp),
  };
}
