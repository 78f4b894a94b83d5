import { groupTerms, startedAfter } from '../config';
import { importBookmark } from '../contract/bookmark-names';
import { groupMemoryOf, lackOfUpstream, type UnmetUpstream, type Upstream } from '../contract/couriers/courier-group';
import { groupWindows, type WindowOfCourier, type WindowsAsked } from '../contract/couriers/group-windows';
import { groupImportName } from '../contract/names';
import { openBookmarksOf } from './open-bookmarks';
import { resolveImportOf } from './resolve-import';
import type { WorkerContext } from './worker-context';

interface OfGroup {
  readonly import: string;
  readonly fingerprint: Readonly<Record<string, string>>;
}

/** A courier as a group's run starts it. Times in ms. */
export interface PlannedCourier extends WindowOfCourier {
  readonly waitMs?: number;
  /** What becomes of files that are missing when the wait is over. */
  readonly onMissing: { readonly notify: boolean; readonly stop: boolean };
}

/** What a group's run is made of, as its configuration was when it began. */
export interface ResolvedGroup {
  readonly couriers: readonly PlannedCourier[];
  readonly after: readonly Upstream[];
  /** Groups without a schedule that run after this one. */
  readonly starts: readonly string[];
  readonly runtimeAlertMs?: number;
  readonly lookMs: number;
}

/** The activities of courier groups. */
export interface CourierGroupActivities {
  /** The days of each courier, once for all of a run. */
  resolveGroup(request: OfGroup & WindowsAsked): Promise<ResolvedGroup>;
  /** Those groups whose windows are not complete yet. */
  lookAtUpstreams(
    request: OfGroup & { readonly firedAt: number; readonly after: readonly Upstream[] },
  ): Promise<readonly UnmetUpstream[]>;
}

export function createCourierGroupActivities(context: WorkerContext): CourierGroupActivities {
  return {
    async resolveGroup({ import: name, fingerprint, ...asked }) {
      const { config, settings } = resolveImportOf(context, { import: name, fingerprint }, 'courier-group');
      const windows = groupWindows(groupTerms(config, settings), asked);
      return {
        couriers: settings.couriers.map(({ waitMs, onMissing }, index) => ({
          ...(windows[index] as WindowOfCourier),
          onMissing,
          ...(waitMs === undefined ? {} : { waitMs }),
        })),
        after: settings.after,
        starts: settings.runType === 'full' ? startedAfter(config, name) : [],
        ...(settings.runtimeAlert === undefined ? {} : { runtimeAlertMs: settings.runtimeAlert }),
        lookMs: config.steps.dependencyLookMs,
      };
    },

    async lookAtUpstreams({ firedAt, after, ...ofGroup }) {
      const resolved = resolveImportOf(context, ofGroup, 'courier-group');
      const looked = after.map(async (upstream): Promise<UnmetUpstream[]> => {
        const name = groupImportName(upstream.group);
        const { value } = await (await openBookmarksOf(resolved, name)).read(importBookmark(name));
        const reason = lackOfUpstream(groupMemoryOf(value), upstream, firedAt);
        return reason === undefined ? [] : [{ ...upstream, reason }];
      });
      return (await Promise.all(looked)).flat();
    },
  };
}
