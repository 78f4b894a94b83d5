import { randomUUID } from 'node:crypto';
import type { Problem } from './answer';
import type { JsonObject } from './json';

/** The work of a job for one of its entries: the id of what was written, or why it cannot be. */
export type EntryWork = (entry: JsonObject) => { readonly id: string } | { readonly problem: Problem };

export interface JobError {
  readonly id: string;
  readonly sequence: number;
  readonly problem: Problem;
  readonly index: number;
  readonly entry: JsonObject;
}

/** A bulk job. Times are epoch ms. */
export interface Job {
  readonly id: string;
  readonly sequence: number;
  /** The id of the operation that made it. */
  readonly operation: string;
  /** The pointer of its entries, as `/data/attributes/items/data`. */
  readonly place: string;
  readonly lists: readonly string[];
  readonly total: number;
  readonly createdAt: number;
  readonly startsAt: number;
  endsAt: number;
  status: 'queued' | 'processing' | 'complete' | 'cancelled';
  completed: number;
  readonly errors: JobError[];
  /** The ids of what was written. */
  readonly written: string[];
}

export interface JobOrder {
  readonly operation: string;
  readonly place: string;
  readonly entries: readonly JsonObject[];
  readonly lists?: readonly string[];
  readonly work: EntryWork;
  readonly queuedMs: number;
  readonly processingMs: number;
  /** What the fault script has in mind for it. */
  readonly fate?: { readonly cancel: boolean; readonly failEntries: readonly number[] } | undefined;
}

interface OpenJob {
  readonly job: Job;
  readonly order: JobOrder;
}

/** Bulk jobs, from queued to complete, by the clock. What a job does is done when it is complete, in the order of the ends. */
export class JobStore {
  readonly #jobs = new Map<string, Job>();
  #open: OpenJob[] = [];
  #sequence = 0;

  get(operation: string, id: string): Job | undefined {
    const job = this.#jobs.get(id);
    return job?.operation === operation ? job : undefined;
  }

  of(operation: string): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job.operation === operation);
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** How many jobs of these operations are queued or worked. */
  inProgress(isOf: (operation: string) => boolean): number {
    return this.#open.filter(({ job }) => isOf(job.operation)).length;
  }

  add(order: JobOrder, now: number): Job {
    this.#sequence += 1;
    const startsAt = now + order.queuedMs;
    const job: Job = {
      id: randomUUID(),
      sequence: this.#sequence,
      operation: order.operation,
      place: order.place,
      lists: order.lists ?? [],
      total: order.entries.length,
      createdAt: now,
      startsAt,
      endsAt: startsAt + order.processingMs,
      status: 'queued',
      completed: 0,
      errors: [],
      written: [],
    };
    this.#jobs.set(job.id, job);
    this.#open.push({ job, order });
    return job;
  }

  /** Lets happen what is due by then. */
  settle(now: number): void {
    if (this.#open.length === 0) return;
    const due = this.#open.filter(({ job }) => job.endsAt <= now).sort((a, b) => a.job.endsAt - b.job.endsAt);
    for (const open of due) this.#finish(open, open.order.fate?.cancel ?? false);
    this.#open = this.#open.filter(({ job }) => job.endsAt > now);
    for (const { job } of this.#open) if (job.startsAt <= now) job.status = 'processing';
  }

  /** Ends a job at once, as Klaviyo may: half of it is done. False for one that has ended. */
  cancel(id: string, now: number): boolean {
    this.settle(now);
    const open = this.#open.find(({ job }) => job.id === id);
    if (open === undefined) return false;
    this.#open = this.#open.filter((other) => other !== open);
    open.job.endsAt = now;
    this.#finish(open, true);
    return true;
  }

  #finish({ job, order }: OpenJob, isCancelled: boolean): void {
    const entries = isCancelled ? order.entries.slice(0, Math.floor(order.entries.length / 2)) : order.entries;
    for (const [index, entry] of entries.entries()) {
      const isToFail = order.fate?.failEntries.includes(index) ?? false;
      const result = isToFail
        ? { problem: { code: 'internal', detail: 'The entry could not be worked.' } }
        : order.work(entry);
      if ('id' in result) job.written.push(result.id);
      else
        job.errors.push({ id: randomUUID(), sequence: job.errors.length + 1, problem: result.problem, index, entry });
    }
    job.completed = job.written.length;
    job.status = isCancelled ? 'cancelled' : 'complete';
  }
}
