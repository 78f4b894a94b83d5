import * as wf from '@temporalio/workflow';
import type { CheckDestinationResult } from '../activities/check-destination';
import type { FilesToOdpActivities } from '../activities/files-to-odp';
import { questionOptions } from './activity-options';
import type { RunState } from './run-state';

/** Reads the destination's schema. Throws where the mapping writes a field that it lacks. */
export function readDestinationTypes(run: RunState<unknown>): Promise<CheckDestinationResult> {
  const { checkDestination } = wf.proxyActivities<FilesToOdpActivities>(questionOptions(run.about));
  return checkDestination.executeWithOptions({ summary: "Reading the object's schema" }, [
    { import: run.import, fingerprint: run.about.fingerprint },
  ]);
}
