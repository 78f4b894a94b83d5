import type { Amount } from './courier-requests';

/** What has landed of a list without a gap. */
export interface LandedPrefix {
  /** Objects before it have landed, or were not to. */
  readonly position: number;
  /** What was to land among those of this step. */
  readonly landed: Amount;
}

/** What became of an object: the run does not need it; or it has landed, now or before. */
export type Landing = 'passed' | { readonly bytes: number; readonly isFetched: boolean };

/** Objects land in any order, and count in that of their list. */
export class GrowingPrefix {
  readonly #beyond = new Map<number, Landing>();
  #prefix: LandedPrefix;
  #fetched: Amount = { objects: 0, bytes: 0 };

  constructor(begin: LandedPrefix) {
    this.#prefix = begin;
  }

  get now(): LandedPrefix {
    return this.#prefix;
  }

  /** What of it was fetched since it began. */
  get fetched(): Amount {
    return this.#fetched;
  }

  add(index: number, landing: Landing): void {
    this.#beyond.set(index, landing);
    let { position, landed } = this.#prefix;
    for (let next = this.#beyond.get(position); next !== undefined; next = this.#beyond.get(position)) {
      this.#beyond.delete(position);
      position += 1;
      if (next === 'passed') continue;
      landed = oneMore(landed, next.bytes);
      if (next.isFetched) this.#fetched = oneMore(this.#fetched, next.bytes);
    }
    this.#prefix = { position, landed };
  }
}

function oneMore({ objects, bytes }: Amount, more: number): Amount {
  return { objects: objects + 1, bytes: bytes + more };
}
