import type { RunInput } from '../contract/run';
import type { RunOptions } from '../contract/run-options';

/** The options of a run. What was started by hand may have any input; the loop refuses one that is none. */
export function optionsOf(input: RunInput): RunOptions {
  const { options } = (input as Partial<RunInput> | null | undefined) ?? {};
  return typeof options === 'object' && options !== null ? options : {};
}
