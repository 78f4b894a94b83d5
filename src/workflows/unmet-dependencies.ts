import type { Dependency, DependencyState } from '../contract/dependency';

/** A dependency that a run cannot begin with yet, or begins without. `reason` ends a sentence that begins with its name. */
export interface UnmetDependency {
  readonly dependency: Dependency;
  readonly reason: string;
}

/** What is to be waited for, and what is only told of because it is not required. `startedAt` is the run's, epoch ms. */
export function unmetDependencies(
  dependencies: readonly Dependency[],
  states: readonly DependencyState[],
  startedAt: number,
): { readonly waits: readonly UnmetDependency[]; readonly warnings: readonly UnmetDependency[] } {
  const waits: UnmetDependency[] = [];
  const warnings: UnmetDependency[] = [];
  for (const dependency of dependencies) {
    const state = stateOf(dependency, states);
    const lack = lackOf(dependency, state?.completedAt, startedAt);
    if (state && 'running' in state && state.running) waits.push({ dependency, reason: 'is running' });
    else if (lack !== undefined) (dependency.required ? waits : warnings).push({ dependency, reason: lack });
  }
  return { waits, warnings };
}

/** An import, a batch job and a job of another system may have the same name. */
function stateOf(dependency: Dependency, states: readonly DependencyState[]): DependencyState | undefined {
  return states.find((state) => {
    if ('import' in dependency) return 'import' in state && state.import === dependency.import;
    if ('batchJob' in dependency) return 'batchJob' in state && state.batchJob === dependency.batchJob;
    return 'bookmark' in state && state.bookmark === dependency.bookmark;
  });
}

function lackOf({ withinMs }: Dependency, completedAt: number | undefined, startedAt: number): string | undefined {
  if (completedAt === undefined) return 'has never completed';
  if (withinMs === undefined || completedAt >= startedAt - withinMs) return undefined;
  return `has not completed since ${new Date(startedAt - withinMs).toISOString()}`;
}
