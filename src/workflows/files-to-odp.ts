import type { RunInput, RunResult } from '../contract/run';
import { newFiles } from './new-files';
import { optionsOf } from './options-of';
import { replayRejects } from './replay-rejects';
import { retryQuarantined } from './retry-quarantined';
import type { ContinuedRun } from './run-state';
import { runImport } from './step-loop';

/**
 * Imports the new files of a container into a destination's object, oldest first; or, where the options ask for it, gives
 * a second chance to what was not imported: files in quarantine, or rejects. Being runs of the import, these never work
 * beside each other.
 */
export async function filesToOdp(input: RunInput, continued?: ContinuedRun<never>): Promise<RunResult> {
  const { replay, overwriteNewer, retryQuarantined: isRetry } = optionsOf(input);
  if (replay) return runImport(replayRejects(replay, overwriteNewer), input, continued);
  if (isRetry) return runImport(retryQuarantined(overwriteNewer), input, continued);
  return runImport(newFiles, input, continued);
}
