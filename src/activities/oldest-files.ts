import type { FoundFile } from '../contract/files';
import { compareFiles } from '../storage';

/** Keeps the oldest files of any number, in the memory of twice as many as are wanted. */
export class OldestFiles {
  readonly #most: number;
  #files: FoundFile[] = [];
  #added = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Files that were added and are not kept. */
  get left(): number {
    return Math.max(0, this.#added - this.#most);
  }

  add(file: FoundFile): void {
    this.#added += 1;
    this.#files.push(file);
    if (this.#files.length >= this.#most * 2) this.#files = this.sorted();
  }

  /** Oldest first; names, compared by code unit, break ties. */
  sorted(): FoundFile[] {
    return this.#files.sort(compareFiles).slice(0, this.#most);
  }
}
