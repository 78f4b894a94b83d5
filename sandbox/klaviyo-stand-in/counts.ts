import type { StandInState } from './stand-in-state';

/** How much is stored, by kind and by what the events are called. */
export interface KlaviyoCounts {
  readonly profiles: number;
  readonly events: number;
  readonly eventsByMetric: Readonly<Record<string, number>>;
  readonly items: number;
  readonly variants: number;
  readonly categories: number;
  readonly jobsByStatus: Readonly<Record<string, number>>;
}

export function countsOf({ profiles, events, catalog, jobs }: StandInState): KlaviyoCounts {
  const eventsByMetric: Record<string, number> = {};
  for (const { metric } of events.all()) eventsByMetric[metric] = (eventsByMetric[metric] ?? 0) + 1;
  const jobsByStatus: Record<string, number> = {};
  for (const { status } of jobs.all()) jobsByStatus[status] = (jobsByStatus[status] ?? 0) + 1;
  return {
    profiles: profiles.size,
    events: events.size,
    eventsByMetric,
    items: catalog.of('items').size,
    variants: catalog.of('variants').size,
    categories: catalog.of('categories').size,
    jobsByStatus,
  };
}
