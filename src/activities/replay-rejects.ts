import { openContainer } from '../connectors/azure-blob';
import { noCounts } from '../contract/counts';
import { LongshoreError } from '../contract/failure';
import type { FilePlace, FilesCursor, FoundFile } from '../contract/files';
import type { RejectFilter } from '../contract/run-options';
import type { StepResult } from '../contract/step';
import {
  isMeant,
  type Reject,
  type ReplayPart,
  readFoundFiles,
  readRejects,
  readReplayPart,
  rewriteRejects,
  type Storage,
  writeReplayPart,
} from '../storage';
import { connectionOf } from './connection-of';
import { openFileStep } from './file-step';
import { mappingOf } from './mapping-of';
import { replayFile } from './replay-file';
import { resolveFiles } from './resolve-import';
import type { StateVersions } from './states-of';
import type { WorkerContext } from './worker-context';

export interface ReplayRejectsRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, string>>;
  readonly files: FilesCursor;
  readonly filter: RejectFilter;
  /** What the run has found of the states of other jobs. */
  readonly states?: StateVersions;
  /** What the run has counted before, in percent of its list. */
  readonly percent: number;
  readonly overwriteNewer?: true;
  readonly dryRun?: true;
}

export interface ReplayRejectsResult extends StepResult<FilesCursor> {
  /** The file that was worked on last. */
  readonly current?: string;
}

/** A group of rejects is held in memory, and its file read once: 500, or 8 MB of source. */
const mostRejects = 500;
const mostBytes = 8_000_000;

/**
 * One step of a replay: reads rejects again from their source and sends them, file after file, group after group, until
 * the step's time is over. A file that was begun is read to its end.
 *
 * What a group came to is written to storage before its rejects are removed: a step that is repeated counts them from
 * there, and sends again at most what was not settled, which changes nothing.
 */
export async function replayRejects(
  context: WorkerContext,
  request: ReplayRejectsRequest,
): Promise<ReplayRejectsResult> {
  const resolved = resolveFiles(context, request);
  const { config, settings, storage } = resolved;
  const { list } = request.files;
  if (!list) throw new LongshoreError('internal-error', `A replay of ${request.import} has no list of files`);
  const step = openFileStep(context, resolved, request);
  const { odp, governor, patience, pulse, notes } = step;
  let current: string | undefined;
  const answer = (more: Partial<ReplayRejectsResult>): ReplayRejectsResult => ({
    ...step.answer(more),
    ...(current === undefined ? {} : { current }),
  });

  try {
    if (pulse.keepsDying) return answer({ failure: pulse.keepsDying });
    const map = await mappingOf(resolved, request);
    for await (const file of readFoundFiles(storage, request.import, list, { from: pulse.cursor.position })) {
      current = file.name;
      for (;;) {
        if (step.stopping()) return answer({});
        const index = pulse.cursor.file?.index ?? 0;
        const place = { import: request.import, runId: request.runId, position: pulse.cursor.position, index };
        const settled = await readReplayPart(storage, place);
        if (settled) {
          await settle(storage, file, settled, request);
          pulse.moved(behind(pulse.cursor, file, settled), settled.counts);
          continue;
        }
        const { group, rejected } = await nextGroup(storage, file, request, index);
        if (group.length === 0) break;
        pulse.reading(file.name, 0);
        const { part, whole, failure } = await replayFile(file, group, {
          settings,
          container: openContainer(connectionOf(config, settings.source, 'azure-blob')),
          map,
          rejected,
          send: (body, signal) => odp.sendObjects(settings.object, body, { signal }),
          governor,
          patience,
          signal: step.cancelled,
          abandoned: step.abandoned,
          reading: (bytes) => pulse.reading(file.name, bytes),
          overwriteNewer: request.overwriteNewer === true,
          dryRun: request.dryRun === true,
        });
        if (part) {
          await writeReplayPart(storage, place, part);
          await settle(storage, file, part, request);
          pulse.moved(behind(pulse.cursor, file, part), part.counts);
          notes.add(part.leftOut > 0 ? 'warn' : 'info', tell(file, part, request.dryRun === true));
        }
        if (failure !== undefined) throw failure;
        if (!whole) return answer(patience.blocked() ?? {});
      }
      const { file: _, ...before } = pulse.cursor;
      pulse.moved({ ...before, position: before.position + 1, bytesDone: before.bytesDone + file.size }, noCounts);
    }
    return answer({ complete: true });
  } catch (error) {
    if (step.cancelled.aborted) return answer({});
    return answer(step.troubled(error));
  } finally {
    step.close();
  }
}

/** The next rejects of a file that are meant, from `index` on, in order, and the indices of all that it has. */
async function nextGroup(
  storage: Storage,
  file: FoundFile,
  { import: importName, filter }: ReplayRejectsRequest,
  index: number,
): Promise<{ readonly group: Reject[]; readonly rejected: ReadonlySet<number> }> {
  const version = { name: file.name, version: file.etag };
  const rejected = new Set<number>();
  const meant: { readonly index: number; readonly bytes: number }[] = [];
  for await (const reject of readRejects(storage, importName, version)) {
    rejected.add(reject.index);
    if (reject.index < index || !isMeant(reject, filter)) continue;
    meant.push({ index: reject.index, bytes: reject.end - reject.offset });
  }
  meant.sort((a, b) => a.index - b.index);
  const next = new Set<number>();
  let bytes = 0;
  for (const reject of meant) {
    if (next.size >= mostRejects || bytes >= mostBytes) break;
    next.add(reject.index);
    bytes += reject.bytes;
  }
  const group: Reject[] = [];
  if (next.size === 0) return { group, rejected };
  for await (const reject of readRejects(storage, importName, version)) if (next.has(reject.index)) group.push(reject);
  return { group: group.sort((a, b) => a.index - b.index), rejected };
}

/** Removes what was delivered, and gives their new reasons to those that were rejected again. */
async function settle(
  storage: Storage,
  file: FoundFile,
  part: ReplayPart,
  { import: importName, runId, dryRun }: ReplayRejectsRequest,
): Promise<void> {
  if (dryRun) return;
  const rows = new Map(part.rows.map((row) => [row.index, row]));
  await rewriteRejects(storage, importName, { name: file.name, version: file.etag }, (reject) => {
    const row = rows.get(reject.index);
    if (row?.outcome === 'delivered' || row?.outcome === 'skipped') return undefined;
    if (row?.outcome !== 'rejected') return reject;
    const { stage = reject.stage, code = reject.code, message = reject.message, key } = row;
    return { ...reject, runId, stage, code, message, ...(key === undefined ? {} : { key }), at: part.at };
  });
}

/** The cursor behind a group that is settled. */
function behind(cursor: FilesCursor, file: FoundFile, part: ReplayPart): FilesCursor {
  const place: FilePlace = {
    name: file.name,
    etag: file.etag,
    format: 'array',
    encoding: 'identity',
    offset: part.end,
    index: part.last + 1,
    counts: noCounts,
  };
  const leftOut = (cursor.leftOut ?? 0) + part.leftOut;
  return { ...cursor, file: place, ...(leftOut === 0 ? {} : { leftOut }) };
}

function tell(file: FoundFile, { counts, leftOut, rows }: ReplayPart, isDry: boolean): string {
  const newer = rows.filter(({ outcome }) => outcome === 'newer').length;
  const other = rows.find(({ outcome }) => outcome === 'gone' || outcome === 'unreadable');
  const sent = isDry ? `${counts.skipped - leftOut} would be sent` : `${counts.delivered} delivered`;
  const why = [
    ...(newer > 0 ? [`${newer} left out, as later records of the file have their keys`] : []),
    ...(other ? [`${leftOut - newer} left out: ${other.message}`] : []),
  ];
  return [`Rejects of ${file.name}: ${counts.read} looked at`, sent, `${counts.rejected} rejected again`, ...why].join(
    ', ',
  );
}
