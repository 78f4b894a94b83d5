import type { CategoryTree } from '../../mappings/commerce';

/** Runs at once in one worker; a tree of 10,000 categories takes about 5 MB. */
const mostTrees = 4;

/**
 * The trees of categories that runs have read, in this worker's memory: a run of 10,000 has some 25 steps, and each would
 * read 20 pages.
 */
export class KeptTrees {
  readonly #trees = new Map<string, CategoryTree>();

  of(runId: string): CategoryTree | undefined {
    return this.#trees.get(runId);
  }

  keep(runId: string, tree: CategoryTree): void {
    this.#trees.delete(runId);
    this.#trees.set(runId, tree);
    for (const oldest of this.#trees.keys()) {
      if (this.#trees.size <= mostTrees) return;
      this.#trees.delete(oldest);
    }
  }
}
