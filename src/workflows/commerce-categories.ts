import type { RunInput, RunResult } from '../contract/run';
import { commerceImport } from './commerce-import';
import { optionsOf } from './options-of';
import type { ContinuedRun } from './run-state';
import { runImport } from './step-loop';

/** Imports the categories of a shop as categories of the catalog. */
export async function commerceCategories(input: RunInput, continued?: ContinuedRun<never>): Promise<RunResult> {
  return runImport(commerceImport('commerce-categories', optionsOf(input)), input, continued);
}
