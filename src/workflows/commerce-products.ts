import type { RunInput, RunResult } from '../contract/run';
import { commerceImport } from './commerce-import';
import { optionsOf } from './options-of';
import type { ContinuedRun } from './run-state';
import { runImport } from './step-loop';

/** Imports the products of a shop as items and variants of the catalog. */
export async function commerceProducts(input: RunInput, continued?: ContinuedRun<never>): Promise<RunResult> {
  return runImport(commerceImport('commerce-products', optionsOf(input)), input, continued);
}
