import { z } from 'zod';
import { resolveActions } from '../../contract/couriers/run-task';
import { sectionNamePattern } from '../../contract/names';
import { findRun, findRuns } from '../../runs/find-runs';
import { withLoadedFiles } from '../../runs/loaded-files';
import { resolveRun } from '../../runs/resolve-run';
import { runJson, viewStatuses } from '../../runs/run-view';
import { cancelRun, steerRun } from '../../runs/steer-run';
import { run } from '../answers';
import { Refusal } from '../refusal';
import { nothing, type Route, route } from '../route';

const ofRun = z.strictObject({ id: z.string().min(1).max(200).describe("A run's id, or the name of an import.") });
/** What a list looks at, where it is asked for runs of one status. */
const mostLooked = 1_000;

const list = route({
  method: 'GET',
  path: '/runs',
  summary: 'Runs, newest first',
  scope: 'read',
  pathForm: nothing,
  queryForm: z.strictObject({
    import: z.string().regex(sectionNamePattern).optional(),
    status: z.enum(viewStatuses).optional(),
    limit: z.coerce.number().int().min(1).max(mostLooked).default(50),
  }),
  bodyForm: nothing,
  answers: { 200: { description: 'Also those that Temporal has dropped.', body: z.array(run) } },
  handle: async ({ session, query }) => {
    const { import: importName, status, limit } = query;
    const runs = await findRuns(session(), {
      ...(importName === undefined ? {} : { import: importName }),
      limit: status === undefined ? limit : mostLooked,
    });
    const meant = status === undefined ? runs : runs.filter((one) => one.status === status);
    return { status: 200, body: meant.slice(0, limit).map(runJson) };
  },
});

const show = route({
  method: 'GET',
  path: '/runs/{id}',
  summary: 'One run',
  scope: 'read',
  pathForm: ofRun,
  queryForm: nothing,
  bodyForm: nothing,
  answers: { 200: { description: 'As it is, or has ended.', body: run } },
  refusals: [404],
  handle: async ({ session, path }) => ({
    status: 200,
    body: runJson(await withLoadedFiles(session(), await findRun(session(), path.id))),
  }),
});

const asked = { 202: { description: 'Asked; the run as it was then.', body: run } };

const steering = (['pause', 'resume'] as const).map((what) =>
  route({
    method: 'POST',
    path: `/runs/{id}/${what}`,
    summary: `Ask a run to ${what}`,
    scope: 'run',
    pathForm: ofRun,
    queryForm: nothing,
    bodyForm: nothing,
    answers: asked,
    refusals: [404, 409],
    handle: async ({ session, path }) => {
      const view = await steerRun(session(), path.id, what);
      if (view.closedAt !== undefined) throw new Refusal(409, `The run has ended already: ${view.status}`);
      return { status: 202, body: runJson(view) };
    },
  }),
);

const cancel = route({
  method: 'POST',
  path: '/runs/{id}/cancel',
  summary: 'Ask a run to cancel; what was delivered is kept',
  scope: 'run',
  pathForm: ofRun,
  queryForm: nothing,
  bodyForm: z.strictObject({ reason: z.string().min(1).max(200).default('cancelled over HTTP') }),
  answers: asked,
  refusals: [404, 409],
  handle: async ({ session, path, body }) => {
    const { run: view, asked } = await cancelRun(session(), path.id, { ...body, waitMs: 0 });
    if (!asked) throw new Refusal(409, `The run has ended already: ${view.status}`);
    return { status: 202, body: runJson(view) };
  },
});

const action = z.enum(resolveActions);

const resolve = route({
  method: 'POST',
  path: '/runs/{id}/resolve',
  summary: "Say what becomes of the task that a courier's run has failed at",
  scope: 'run',
  pathForm: ofRun,
  queryForm: nothing,
  bodyForm: z.strictObject({ action }),
  answers: {
    202: {
      description: 'The run was told; or, where it has ended, `started` is true and another goes on.',
      body: z.strictObject({ task: z.string(), action, started: z.boolean(), run }),
    },
  },
  refusals: [404, 423],
  handle: async ({ session, path, body }) => {
    const { task, started, run: view } = await resolveRun(session(), path.id, body.action);
    return { status: 202, body: { task, ...body, started, run: runJson(view) } };
  },
});

export const runRoutes: readonly Route[] = [list, show, ...steering, cancel, resolve];
