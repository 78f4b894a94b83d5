/** Runs at once in one worker; a tree of 10,000 categories takes about 5 MB. */
const mostRuns = 4;

/**
 * What runs have read and need in each step, in this worker's memory: a run of 10,000 categories has some 25 steps, and
 * each would read 20 pages.
 */
export class KeptByRun<Kept> {
  readonly #kept = new Map<string, Kept>();

  of(runId: string): Kept | undefined {
    return this.#kept.get(runId);
  }

  keep(runId: string, kept: Kept): void {
    this.#kept.delete(runId);
    this.#kept.set(runId, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostRuns) return;
      this.#kept.delete(oldest);
    }
  }
}
