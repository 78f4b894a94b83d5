import { findImport } from '../config';
import type { RejectFilter, RunOptions } from '../contract/run-options';
import { refuseWhileRunning } from '../runs/refuse-while-running';
import type { RunView } from '../runs/run-view';
import type { Session } from '../runs/session';
import { startRun } from '../runs/start-run';
import { isMeant, type ReplayOutcome, type ReplayRow, readRejects, readReplayRows, rewriteRejects } from '../storage';
import { type FollowOptions, followRun } from './follow-run';
import { askAboutNewerWork, rejectedFiles } from './newer-work';
import { tellPreview } from './preview';
import { print, printJson } from './print';
import { dryRunText } from './replay-text';

export interface ReplayFlags extends RejectFilter, Pick<FollowOptions, 'json' | 'timeout'> {
  readonly dryRun?: boolean;
  readonly overwriteNewer?: boolean;
  readonly tracker?: string;
  readonly waitForDependencies: boolean;
  /** Rows of a dry run that are shown. */
  readonly limit: number;
}

/** The filter alone, of flags with more in them. */
export function filterOf({ file, run, code }: RejectFilter): RejectFilter {
  return {
    ...(file === undefined ? {} : { file }),
    ...(run === undefined ? {} : { run }),
    ...(code === undefined ? {} : { code }),
  };
}

/** Starts a replay and follows it to its end. */
export async function replay(session: Session, importName: string, flags: ReplayFlags): Promise<void> {
  const isOfFiles = findImport(session.config, importName).type === 'files-to-odp';
  const filter = filterOf(flags);
  const files = await rejectedFiles(session, importName, filter);
  if (files.length === 0) {
    if (flags.json) printJson([]);
    else print('No rejects to replay.\n');
    return;
  }
  const isAsked = flags.overwriteNewer || flags.dryRun;
  const overwriteNewer = flags.overwriteNewer || (!isAsked && (await askAboutNewerWork(session, importName, files)));
  const options: RunOptions = {
    replay: { ...filter, ...(flags.dryRun ? { dryRun: true } : {}) },
    ...(overwriteNewer ? { overwriteNewer: true } : {}),
    ...(flags.tracker === undefined ? {} : { trackerId: flags.tracker }),
    ...(flags.waitForDependencies ? {} : { noWaitForDependencies: true }),
  };
  const run = await startRun(session, importName, options);
  const { timeout } = flags;
  await followRun(session, run, {
    watch: !flags.json,
    json: flags.json ?? false,
    ...(timeout === undefined ? {} : { timeout }),
    ...(flags.dryRun ? { tell: (ended) => (isOfFiles ? tellDryRun : tellPreview)(session, ended, flags) } : {}),
  });
}

async function tellDryRun(session: Session, run: RunView, { limit, json }: ReplayFlags): Promise<void> {
  const rows: ReplayRow[] = [];
  const totals: Partial<Record<ReplayOutcome, number>> = {};
  for await (const row of readReplayRows(session.storage, run)) {
    totals[row.outcome] = (totals[row.outcome] ?? 0) + row.rejects;
    if (json || rows.length < limit) rows.push(row);
  }
  if (json) printJson(rows);
  else print(dryRunText(rows, totals));
}

/** Removes rejects for good, without sending them, and answers how many. Throws `already-running`. */
export async function discardRejects(session: Session, importName: string, filter: RejectFilter): Promise<number> {
  await refuseWhileRunning(session, importName, 'rejects');
  const files = new Map<string, { readonly name: string; readonly version: string }>();
  let discarded = 0;
  for await (const reject of readRejects(session.storage, importName)) {
    if (!isMeant(reject, filter)) continue;
    discarded += 1;
    files.set(`${reject.file}\n${reject.version}`, { name: reject.file, version: reject.version });
  }
  for (const file of files.values()) {
    await rewriteRejects(session.storage, importName, file, (reject) => (isMeant(reject, filter) ? undefined : reject));
  }
  return discarded;
}
