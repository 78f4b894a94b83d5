/** An import that another waits for before its runs begin. Times in ms. */
export interface Dependency {
  readonly import: string;
  /** Its last completion is to be no older than this at the start of the run that waits. Left out: of any age. */
  readonly withinMs?: number | undefined;
  /** False: it is waited for only while it runs. */
  readonly required: boolean;
  /** How long it is waited for. */
  readonly timeoutMs: number;
}

/** What a run waits for before its first step, as its configuration has it. */
export interface Dependencies {
  readonly imports: readonly Dependency[];
  /** The shortest time between two looks, in ms. */
  readonly lookMs: number;
}

/** An import as it was found at a look. */
export interface DependencyState {
  readonly import: string;
  readonly running: boolean;
  /** When a run of it completed last, epoch ms; left out where none ever has. */
  readonly completedAt?: number;
}

/** Code of such a wait in a run's progress. */
export const dependencyWaitCode = 'waiting-for-dependency';
