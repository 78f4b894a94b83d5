import type { RunInput, RunResult } from '../contract/run';
import { commerceImport } from './commerce-import';
import { optionsOf } from './options-of';
import type { ContinuedRun } from './run-state';
import { runImport } from './step-loop';

/** Imports the orders of a shop as events of their customers. */
export async function commerceOrders(input: RunInput, continued?: ContinuedRun<never>): Promise<RunResult> {
  return runImport(commerceImport('commerce-orders', optionsOf(input)), input, continued);
}
