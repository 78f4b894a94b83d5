import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from '@temporalio/worker';
import { LongshoreError } from './contract/failure';
import type { Tables } from './tables/tables';

/** A worker that dies leaves its tables to the next one: this long they rest, at most. */
const againMs = 3_000;

/** Tables that one process alone may open. */
export interface Warehouse {
  /** The name of the connection. */
  readonly name: string;
  open(): Promise<Tables>;
  /** A worker for all that is done with them. It is run here. */
  createWorker(tables: Tables): Promise<Pick<Worker, 'run' | 'shutdown' | 'getState'>>;
}

export type WarehouseState = 'open' | 'waiting';

export interface WarehousesOptions {
  readonly warehouses: readonly Warehouse[];
  readonly log: { info(message: string, meta: object): void; warn(message: string, meta: object): void };
  /** How soon tables are tried again that another process has, or that cannot be opened; ms. */
  readonly againMs?: number;
}

/**
 * Takes on the tables that no other process has, and works on them until it is told to end. Tables that another process has
 * are tried again every few seconds, for whatever else this process does goes on meanwhile.
 */
export class Warehouses {
  readonly #ending = new AbortController();
  readonly #states = new Map<string, WarehouseState>();
  readonly #workers = new Set<Pick<Worker, 'run' | 'shutdown' | 'getState'>>();
  readonly #options: WarehousesOptions;
  readonly #done: Promise<unknown>;

  constructor(options: WarehousesOptions) {
    this.#options = options;
    this.#done = Promise.all(options.warehouses.map((warehouse) => this.#keep(warehouse)));
  }

  /** Of each connection. */
  get states(): Readonly<Record<string, WarehouseState>> {
    return Object.fromEntries(this.#states);
  }

  /** Lets what is done come to its end, within the grace of the workers, and closes the tables. */
  async end(): Promise<void> {
    this.#ending.abort();
    for (const worker of this.#workers) shutDown(worker);
    await this.#done;
  }

  async #keep(warehouse: Warehouse): Promise<void> {
    const { name } = warehouse;
    let told = '';
    while (!this.#ending.signal.aborted) {
      this.#states.set(name, 'waiting');
      try {
        await this.#work(warehouse);
        // Told to end by the signal that has ended the process's other worker too, and not by `end` yet.
        if (!this.#ending.signal.aborted) await this.#wait();
        told = '';
      } catch (error) {
        const reason = reasonOf(error);
        // Once for each reason: a second worker waits for days.
        if (reason !== told)
          this.#options.log.warn('Tables cannot be opened; they are tried again', { tables: name, reason });
        told = reason;
        await this.#wait();
      }
    }
  }

  async #work(warehouse: Warehouse): Promise<void> {
    const tables = await warehouse.open();
    try {
      const worker = await warehouse.createWorker(tables);
      this.#workers.add(worker);
      const running = worker.run();
      try {
        this.#states.set(warehouse.name, 'open');
        this.#options.log.info('tables open', { tables: warehouse.name });
        if (this.#ending.signal.aborted) shutDown(worker);
        await running;
      } finally {
        this.#workers.delete(worker);
      }
    } finally {
      this.#states.set(warehouse.name, 'waiting');
      await tables.close();
    }
  }

  async #wait(): Promise<void> {
    const { signal } = this.#ending;
    await delay(this.#options.againMs ?? againMs, undefined, { signal }).catch(() => undefined);
  }
}

function shutDown(worker: Pick<Worker, 'shutdown' | 'getState'>): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}

/** A message of another kind might quote what it should not. */
function reasonOf(error: unknown): string {
  if (error instanceof LongshoreError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.name : 'unknown';
}
