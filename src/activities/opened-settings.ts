import { type Config, type ImportConfig, loadMapping } from '../config';
import { openedCourier } from './couriers/opened-courier';
import type { OpenedRun } from './open-run';

/** What a run is told of its import's settings, as far as they differ from type to type. */
export async function openedSettings(
  config: Config,
  settings: ImportConfig,
): Promise<Pick<OpenedRun, 'parallelFiles' | 'rejectLimits' | 'courier'>> {
  // A feed has a limit of its own, and judges each load by it.
  if (settings.type === 'courier') return { courier: openedCourier(config, settings) };
  if (settings.type === 'courier-group') return {};
  if (settings.type !== 'files-to-odp') {
    const { maxRejects, maxRejectRate } = settings;
    return { rejectLimits: { maxRejects, maxRejectRate } };
  }
  // A module that does not load fails the run here, and not after a listing.
  if (settings.mapping) await loadMapping(settings.mapping);
  return { parallelFiles: settings.parallelFiles };
}
