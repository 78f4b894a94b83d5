import type { GroupTerms } from '../contract/couriers/group-windows';
import { LongshoreError } from '../contract/failure';
import { groupImportName } from '../contract/names';
import type { Config } from './config';
import type { CourierGroupImport } from './courier-group';
import { isDated } from './dated-courier';
import { findImport } from './find-section';

/** What the windows of a group are made from. */
export function groupTerms(
  config: Config,
  { couriers, onlyPastDay, fileZone, rhythm }: CourierGroupImport,
): GroupTerms {
  return {
    couriers: couriers.map(({ courier, offsetMs }) => {
      const settings = findImport(config, courier);
      if (settings.type !== 'courier') throw new LongshoreError('config-invalid', `${courier} is no courier`);
      return { courier, offsetMs, isDated: isDated(settings), lookBackDays: settings.lookBackDays };
    }),
    onlyPastDay,
    fileZone,
    ...(rhythm ? { rhythm } : {}),
  };
}

/** Names of the groups that a group starts when it has completed. One that has a schedule comes by itself, and waits. */
export function startedAfter({ courierGroups }: Config, upstream: string): string[] {
  return Object.entries(courierGroups).flatMap(([name, { enabled, schedule, after }]) => {
    const follows = after.some(({ group }) => groupImportName(group) === upstream);
    return enabled && schedule === undefined && follows ? [name] : [];
  });
}
