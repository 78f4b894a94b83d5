import { basename } from 'node:path';
import type { JsonValue } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';

/** One of the two files that another StateStore keeps for a job. */
export interface OriginalState {
  readonly path: string;
  readonly job: string;
  readonly status: 'running' | 'completed';
  /** When it was saved, epoch ms: by `upload_date=` in its path, else by the file's time. */
  readonly savedAt: number;
  /** By the file's time: it decides between two saves of one second. */
  readonly modifiedAt: number;
  readonly value: JsonValue;
}

/** The job and status that a name `<job>_running.json` or `<job>_completed.json` tells; undefined for others. */
export function readOriginalName(path: string): Pick<OriginalState, 'job' | 'status'> | undefined {
  const [, job, status] = /^(.+)_(running|completed)\.json$/.exec(basename(path)) ?? [];
  if (job === undefined) return undefined;
  return { job, status: status === 'running' ? 'running' : 'completed' };
}

/** The file's own time says when it was copied, so that the epoch (seconds) in the path comes first. */
export function originalSavedAt(path: string, modifiedAt: number): number {
  const seconds = /(?:^|[\\/])upload_date=(\d+)[\\/]/.exec(path)?.[1];
  return seconds === undefined ? modifiedAt : Number(seconds) * 1_000;
}

/**
 * Which of the files count, in the order in which they are put back. The completed state wins, unless the running one is
 * newer and the person says `resume`; then both are put back, for those who need what was completed.
 *
 * Throws `usage-invalid` where files are of several jobs, or where a running state alone is not to be resumed.
 */
export function chooseOriginals(files: readonly OriginalState[], resume: boolean): readonly OriginalState[] {
  const jobs = new Set(files.map(({ job }) => job));
  const completed = files.filter(({ status }) => status === 'completed');
  const running = files.filter(({ status }) => status === 'running');
  if (jobs.size > 1 || completed.length > 1 || running.length > 1) {
    throw new LongshoreError('usage-invalid', `These files are not the states of one job: ${pathsOf(files)}`, {
      remedy: 'Name the newest <job>_completed.json of one job, its newest <job>_running.json, or both.',
    });
  }
  const [done] = completed;
  const [begun] = running;
  const isNewer = begun !== undefined && (done === undefined || compareSaves(begun, done) > 0);
  if (isNewer && resume) return done ? [done, begun] : [begun];
  if (done) return [done];
  throw new LongshoreError('usage-invalid', `${pathsOf(files)} is the state of a run that did not complete`, {
    remedy: 'Say --resume to go on from it, or name <job>_completed.json.',
  });
}

function compareSaves(a: OriginalState, b: OriginalState): number {
  return a.savedAt - b.savedAt || a.modifiedAt - b.modifiedAt;
}

function pathsOf(files: readonly OriginalState[]): string {
  return files.map(({ path }) => path).join(', ');
}
