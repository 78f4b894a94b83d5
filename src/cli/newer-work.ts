import { findImport } from '../config';
import type { FilesCursor } from '../contract/files';
import type { Session } from '../runs/session';
import { compareFiles, type FileOrder, isMeant, newestFile, readQuarantine, readRejects } from '../storage';
import { readBookmark } from './bookmarks';
import { ask, canAsk } from './confirm';

const mostNamed = 10;

/** A file, and when it changed where that is known. */
type AskedFile = Pick<FileOrder, 'name'> & { readonly timestamp?: number | undefined };

/** The files that are in quarantine. */
export async function quarantinedFiles(session: Session, importName: string): Promise<AskedFile[]> {
  const files: AskedFile[] = [];
  for await (const file of readQuarantine(session.storage, importName)) files.push(file);
  return files;
}

/** The files that have rejects of those that are meant, each version once. */
export async function rejectedFiles(
  session: Session,
  importName: string,
  filter: Parameters<typeof isMeant>[1],
): Promise<AskedFile[]> {
  const files = new Map<string, AskedFile>();
  for await (const reject of readRejects(session.storage, importName)) {
    if (!isMeant(reject, filter)) continue;
    files.set(`${reject.file}\n${reject.version}`, { name: reject.file, timestamp: reject.fileTimestamp });
  }
  return [...files.values()];
}

/**
 * Names the files after which newer ones have been imported, and asks whether their records are to be sent all the same.
 * True for yes; where nobody can be asked they are only named. The run looks again, and leaves them out unless it is told.
 */
export async function askAboutNewerWork(
  session: Session,
  importName: string,
  files: readonly AskedFile[],
): Promise<boolean> {
  const settings = findImport(session.config, importName);
  if (settings.type !== 'files-to-odp' || settings.parallelFiles > 1) return false;
  const cursor = (await readBookmark(session, importName)).value as FilesCursor | null;
  if (!cursor) return false;
  const newest = await newestFile(session.storage, importName, cursor);
  const older = files.flatMap(({ name, timestamp }) => (timestamp === undefined ? [] : [{ name, timestamp }]));
  const held = older.filter((file) => compareFiles(file, newest) < 0).sort(compareFiles);
  if (held.length === 0) return false;
  process.stderr.write(newerWorkText(held, newest));
  if (canAsk()) return ask('Send their records all the same, over what is newer?');
  process.stderr.write('They are left out; --overwrite-newer sends them all the same.\n');
  return false;
}

export function newerWorkText(held: readonly FileOrder[], newest: FileOrder): string {
  const time = (ms: number): string => new Date(ms).toISOString();
  const named = held.slice(0, mostNamed).map(({ name, timestamp }) => `  ${name} of ${time(timestamp)}`);
  if (held.length > mostNamed) named.push(`  and ${held.length - mostNamed} more`);
  return `Newer files up to ${time(newest.timestamp)} have been imported since:\n${named.join('\n')}\n`;
}
