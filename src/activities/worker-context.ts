import type { Governors } from './delivery/governors';

/** What the worker gives to its activities. The configuration is read anew by each, so that a changed file is seen. */
export interface WorkerContext {
  /** Where longshore.yaml is; the working directory's when left out. */
  readonly configPath?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly taskQueue: string;
  /** What this worker has learnt of the accounts that it sends to. */
  readonly governors: Governors;
}
