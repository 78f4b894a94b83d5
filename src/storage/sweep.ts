import { readBatchRecords } from './batch-results';
import { readRunRecords } from './run-records';
import type { Storage } from './storage';

export interface SweepOptions {
  /** What has ended before this is swept, epoch ms. */
  readonly endedBefore: number;
  /** True for a job that works again: a retry goes on with what the job has left. */
  readonly isWorking: (job: { readonly id: string; readonly jobId: string }) => Promise<boolean>;
}

/** When runs have ended, by their ids; epoch ms. */
type Ends = ReadonlyMap<string, number>;

/**
 * Removes what runs and batch jobs have left that ended long ago: journals, states, parts of files, pages of catalogs, lists of couriers. Results and records
 * stay, and so does what has no record, for it may still work. A repeat, or two at once, do no harm. Answers how many
 * objects it has removed.
 */
export async function sweep(storage: Storage, { endedBefore, isWorking }: SweepOptions): Promise<number> {
  const isLongOver = (ends: Ends, run: string) => (ends.get(run) ?? Number.POSITIVE_INFINITY) < endedBefore;
  const isOver = async (ends: Ends, _: string, runId: string): Promise<boolean> => isLongOver(ends, runId);
  const journals = await removeFolders(storage, 'journals/', endsOfRuns, isOver);
  // What dry runs have shown are records.
  const previews = await removeFolders(storage, 'previews/', endsOfRuns, isOver);
  const pages = await removeFolders(storage, 'deletions/', endsOfRuns, isOver);
  // Lists of what a courier has found; what has landed is kept by itself.
  const couriers = await removeFolders(storage, 'couriers/', endsOfRuns, isOver);
  const jobs = await removeFolders(
    storage,
    'batch/',
    endsOfJobs,
    async (ends, id, jobId) => isLongOver(ends, jobId) && !(await isWorking({ id, jobId })),
  );
  return journals + previews + pages + couriers + jobs;
}

/** Removes those of the folders `<prefix><name>/<run>/` that are over. The records of a name are read once. */
async function removeFolders(
  storage: Storage,
  prefix: string,
  endsOf: (storage: Storage, name: string) => Promise<Ends>,
  isOver: (ends: Ends, name: string, run: string) => Promise<boolean>,
): Promise<number> {
  let removed = 0;
  let of: { readonly name: string; readonly ends: Ends } | undefined;
  let judged: { readonly run: string; readonly over: boolean } | undefined;
  for await (const { key } of storage.list(prefix)) {
    const [, name = '', run = ''] = key.split('/');
    if (of?.name !== name) {
      of = { name, ends: await endsOf(storage, name) };
      judged = undefined;
    }
    if (judged?.run !== run) judged = { run, over: await isOver(of.ends, name, run) };
    if (!judged.over) continue;
    await storage.remove(key);
    removed += 1;
  }
  return removed;
}

async function endsOfRuns(storage: Storage, importName: string): Promise<Ends> {
  const ends = new Map<string, number>();
  for await (const { runId, closedAt } of readRunRecords(storage, importName)) ends.set(runId, closedAt);
  return ends;
}

async function endsOfJobs(storage: Storage, id: string): Promise<Ends> {
  const ends = new Map<string, number>();
  for await (const { jobId, updatedAt } of readBatchRecords(storage, id)) ends.set(jobId, Date.parse(updatedAt));
  return ends;
}
