import type { NotifiedJob } from './notification';

/** The argument of the workflow `runtimeWatch`, which watches one run. */
export interface RuntimeWatchInput {
  readonly job: NotifiedJob;
  readonly run: { readonly workflowId: string; readonly runId: string };
  /** After so long, in ms, the run is told of. */
  readonly alertAfterMs: number;
}

export type RuntimeWatched = 'ended in time' | 'told';
