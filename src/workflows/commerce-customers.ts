import type { RunInput, RunResult } from '../contract/run';
import { commerceImport } from './commerce-import';
import { optionsOf } from './options-of';
import type { ContinuedRun } from './run-state';
import { runImport } from './step-loop';

/** Imports the customers of a shop as profiles. */
export async function commerceCustomers(input: RunInput, continued?: ContinuedRun<never>): Promise<RunResult> {
  return runImport(commerceImport('commerce-customers', optionsOf(input)), input, continued);
}
