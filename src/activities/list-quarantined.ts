import type { FilesCursor, FoundFile } from '../contract/files';
import type { Note } from '../contract/step';
import { type QuarantinedFile, readQuarantine, removeQuarantine } from '../storage';
import { cursorOverChosen } from './chosen-files';
import { resolveFiles } from './resolve-import';
import { secondChances, tellLeftOut } from './second-chance';
import { StepNotes } from './step-notes';
import type { WorkerContext } from './worker-context';

export interface ListQuarantinedRequest {
  readonly import: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  /** What the bookmark remembers. */
  readonly files: FilesCursor;
  readonly overwriteNewer?: true;
}

export interface ListQuarantinedResult {
  /** The cursor over the files to be retried; without a list where there are none. */
  readonly files: FilesCursor;
  readonly notes: readonly Note[];
}

/**
 * Lists the files in quarantine that may be imported again, oldest first. Those that the source no longer has in this
 * version leave the quarantine; those that could overwrite newer work are named and left.
 */
export async function listQuarantined(
  context: WorkerContext,
  request: ListQuarantinedRequest,
): Promise<ListQuarantinedResult> {
  const resolved = resolveFiles(context, request);
  const { storage } = resolved;
  const chances = await secondChances(resolved, request);
  const notes = new StepNotes();
  const retried: FoundFile[] = [];
  const gone: QuarantinedFile[] = [];
  let leftOut = 0;
  let unnamed = 0;
  for await (const file of readQuarantine(storage, request.import)) {
    const chance = await chances.of(file);
    if (chance.kind === 'given') {
      retried.push(chance.file);
      continue;
    }
    if (chance.kind === 'gone') gone.push(file);
    else leftOut += 1;
    const done = chance.kind === 'gone' ? 'Let out of quarantine' : 'Left in quarantine';
    const changed = new Date(file.timestamp).toISOString();
    if (notes.full) unnamed += 1;
    else notes.add('warn', `${done}: ${file.name} of ${changed}; ${tellLeftOut(chance.kind, chances.newest)}`);
  }
  if (unnamed > 0) notes.add('warn', `The same holds for ${unnamed} more files`);
  notes.add('info', `Retrying ${retried.length} file${retried.length === 1 ? '' : 's'} from quarantine`);
  const files = await cursorOverChosen(storage, request, retried, leftOut);
  for (const file of gone) await removeQuarantine(storage, request.import, file);
  return { files, notes: notes.all };
}
