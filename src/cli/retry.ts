import { findFilesImport } from '../config';
import type { RunOptions } from '../contract/run-options';
import type { RunView } from '../runs/run-view';
import type { Session } from '../runs/session';
import { startRun } from '../runs/start-run';
import { exitCodes } from './exit-code';
import { askAboutNewerWork, quarantinedFiles } from './newer-work';

/** Starts a run that imports the files in quarantine again; undefined, and told, where there are none. */
export async function startRetry(
  session: Session,
  importName: string,
  flags: { readonly overwriteNewer?: boolean; readonly failOnEmpty?: boolean },
  options: RunOptions,
): Promise<RunView | undefined> {
  findFilesImport(session.config, importName);
  const files = await quarantinedFiles(session, importName);
  if (files.length === 0) {
    process.stderr.write(`No file of ${importName} is in quarantine.\n`);
    if (flags.failOnEmpty) process.exitCode = exitCodes.nothingNew;
    return undefined;
  }
  const overwriteNewer = flags.overwriteNewer || (await askAboutNewerWork(session, importName, files));
  return startRun(session, importName, {
    ...options,
    retryQuarantined: true,
    ...(overwriteNewer ? { overwriteNewer: true } : {}),
  });
}
