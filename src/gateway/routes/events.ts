import { z } from 'zod';
import { findOpenRun } from '../../runs/find-runs';
import { endId, type ProgressFeeds } from '../progress-feeds';
import { nothing, type Route, route } from '../route';

/** How far a run is, as server-sent events. */
export function eventsRoute(feeds: ProgressFeeds): Route {
  return route({
    method: 'GET',
    path: '/runs/{id}/events',
    summary: "A run's progress as server-sent events, until it ends",
    scope: 'read',
    pathForm: z.strictObject({ id: z.string().min(1).max(200).describe("A run's id, or the name of an import.") }),
    queryForm: nothing,
    bodyForm: nothing,
    answers: {
      200: {
        description:
          'Events `progress`, with what `longshore watch --json` prints, whenever that is another; at last one event `end` with the run.',
        body: z.string(),
        contentType: 'text/event-stream',
      },
      204: { description: 'The caller has had the event `end` already (Last-Event-ID): it need not come again.' },
    },
    refusals: [404],
    handle: async ({ session, path, lastEventId }) => {
      if (lastEventId === endId) return { status: 204 };
      const at = session();
      return { status: 200, events: feeds.watch(at, await findOpenRun(at, path.id)) };
    },
  });
}
