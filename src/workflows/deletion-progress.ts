import { type DeletionJob, type ListedEntries, mostDeletionJobs } from '../contract/catalog-deletion';

/** Where a deletion stands. */
export interface DeletionRun {
  /** What is there, kind by kind in the order in which it goes. */
  readonly lists: readonly ListedEntries[];
  /** Jobs whose results were not read yet, those of an earlier run among them. */
  readonly jobs: readonly DeletionJob[];
}

/** True when all that is there is known. */
export function isListed({ lists }: DeletionRun): boolean {
  return lists.every(({ complete }) => complete);
}

/** The kind that goes now: the next one waits until no job of it is out. Undefined where all is gone. */
export function currentList({ lists, jobs }: DeletionRun): ListedEntries | undefined {
  return lists.find(({ kind, pages, sent }) => sent < pages || jobs.some((job) => job.kind === kind));
}

/** How many jobs more may be out. */
export function roomForJobs({ jobs }: DeletionRun): number {
  return Math.max(0, mostDeletionJobs - jobs.length);
}

/** Takes what was handed over of a kind, up to the page `next`. */
export function withSent(
  run: DeletionRun,
  { kind }: ListedEntries,
  { next, jobs }: { readonly next: number; readonly jobs: readonly DeletionJob[] },
): DeletionRun {
  const lists = run.lists.map((list) => (list.kind === kind ? { ...list, sent: next } : list));
  return { lists, jobs: [...run.jobs, ...jobs] };
}

/** Takes jobs that have ended away, and adds those of what they have left. */
export function withEnded(
  run: DeletionRun,
  { ended, again }: { readonly ended: readonly string[]; readonly again: readonly DeletionJob[] },
): DeletionRun {
  return { ...run, jobs: [...run.jobs.filter(({ id }) => !ended.includes(id)), ...again] };
}

/** How much of what is there is gone, in percent; undefined where nothing is there. */
export function percentGone({ lists, jobs }: DeletionRun): number | undefined {
  const total = lists.reduce((sum, list) => sum + list.total, 0);
  if (total === 0) return undefined;
  const sent = lists.reduce((sum, list) => sum + (list.pages === 0 ? 0 : (list.total * list.sent) / list.pages), 0);
  const out = jobs.reduce((sum, job) => sum + job.count, 0);
  return Math.max(0, Math.round((1_000 * (sent - out)) / total) / 10);
}
