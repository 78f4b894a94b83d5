import { heartbeat } from '@temporalio/activity';
import { type Counts, noCounts } from '../contract/counts';
import type { FilesCursor, FoundFile } from '../contract/files';
import type { RejectFilter } from '../contract/run-options';
import type { Note } from '../contract/step';
import { isMeant, type ReplayRow, readRejects, type Storage, writeReplayPart } from '../storage';
import { cursorOverChosen } from './chosen-files';
import { resolveFiles } from './resolve-import';
import { secondChances, tellLeftOut } from './second-chance';
import { StepNotes } from './step-notes';
import type { WorkerContext } from './worker-context';

export interface FindRejectsRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  /** What the bookmark remembers. */
  readonly files: FilesCursor;
  readonly filter: RejectFilter;
  readonly overwriteNewer?: true;
}

export interface FindRejectsResult {
  /** The cursor over the files whose rejects are to be sent again; without a list where there are none. */
  readonly files: FilesCursor;
  /** Of the rejects that are left as they are. */
  readonly counts: Counts;
  readonly notes: readonly Note[];
}

/** One version of a file, and how many of its rejects are meant. */
interface RejectedIn {
  readonly name: string;
  readonly etag: string;
  rejects: number;
}

/**
 * Finds the files whose rejects may be sent again, oldest first, and says which may not: their version is gone, or newer
 * work could be overwritten.
 */
export async function findRejects(context: WorkerContext, request: FindRejectsRequest): Promise<FindRejectsResult> {
  const resolved = resolveFiles(context, request);
  const { storage } = resolved;
  const chances = await secondChances(resolved, request);
  const notes = new StepNotes();
  const replayed: FoundFile[] = [];
  const rows: ReplayRow[] = [];
  for (const { name, etag, rejects } of await rejectedFiles(storage, request)) {
    const chance = await chances.of({ name, etag });
    if (chance.kind === 'given') {
      replayed.push(chance.file);
      continue;
    }
    const message = tellLeftOut(chance.kind, chances.newest);
    rows.push({ file: name, outcome: chance.kind, rejects, message });
    const changed = chance.kind === 'gone' ? '' : ` of ${new Date(chance.file.timestamp).toISOString()}`;
    if (!notes.full) notes.add('warn', `Left out ${tellRejects(rejects)} of ${name}${changed}; ${message}`);
    else if (!notes.all.at(-1)?.text.startsWith('More files')) notes.add('warn', 'More files are left out as well');
  }
  const leftOut = rows.reduce((sum, row) => sum + row.rejects, 0);
  const counts = { ...noCounts, read: leftOut, skipped: leftOut };
  const place = { import: request.import, runId: request.runId, position: -1, index: 0 };
  if (leftOut > 0) await writeReplayPart(storage, place, { counts, leftOut, last: 0, end: 0, at: Date.now(), rows });
  const files = await cursorOverChosen(storage, request, replayed, leftOut);
  notes.add('info', `Replaying rejects of ${replayed.length} file${replayed.length === 1 ? '' : 's'}`);
  return { files, counts, notes: notes.all };
}

async function rejectedFiles(storage: Storage, request: FindRejectsRequest): Promise<RejectedIn[]> {
  const files = new Map<string, RejectedIn>();
  let seen = 0;
  for await (const reject of readRejects(storage, request.import)) {
    seen += 1;
    if (seen % 1_000 === 0) heartbeat();
    if (!isMeant(reject, request.filter)) continue;
    const version = `${reject.file}\n${reject.version}`;
    const file = files.get(version) ?? { name: reject.file, etag: reject.version, rejects: 0 };
    file.rejects += 1;
    files.set(version, file);
  }
  return [...files.values()];
}

function tellRejects(count: number): string {
  return count === 1 ? '1 reject' : `${count} rejects`;
}
