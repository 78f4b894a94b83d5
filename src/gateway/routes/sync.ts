import { z } from 'zod';
import type { SyncMeaning } from '../../config';
import { LongshoreError } from '../../contract/failure';
import type { RunOptions } from '../../contract/run-options';
import { newestRunWithProgress } from '../../runs/newest-run';
import { refuseWhileRunning } from '../../runs/refuse-while-running';
import { runJson } from '../../runs/run-view';
import type { Session } from '../../runs/session';
import { startRun } from '../../runs/start-run';
import { cancelRunOf } from '../../runs/steer-run';
import { run, started } from '../answers';
import { Refusal } from '../refusal';
import { type Answer, type Call, nothing, type Route, route } from '../route';
import { syncImport, syncImportIfAny } from '../sync-import';

// The URLs, bodies and statuses of the bulk import server of the Klaviyo connector for commercetools: its callers' scripts
// go on as they are. Its guide says `confirmDeletetion`, its code has read `confirmDeletion`.

/** Empty ones mean what leaving them out means. */
const chosen = {
  ids: z.array(z.string()).optional().describe('These records alone; before startId.'),
  startId: z.string().optional().describe('From this record on, inclusive.'),
};
const deletion = {
  deleteAll: z
    .boolean()
    .optional()
    .describe('Deletes all of the catalog, whoever made it; needs a token of the scope delete.'),
  confirmDeletetion: z.string().optional().describe('The last word of the path, where deleteAll is true.'),
  confirmDeletion: z.string().optional().describe('The same.'),
};
const choice = z.strictObject(chosen);
const choiceOrDeletion = z.strictObject({ ...chosen, ...deletion });
type Choice = z.output<typeof choiceOrDeletion>;

interface Resource {
  readonly name: 'customers' | 'orders' | 'categories' | 'products';
  /** Where all of them can be deleted. */
  readonly deletion?: SyncMeaning;
}

const resources: readonly Resource[] = [
  { name: 'customers' },
  { name: 'orders' },
  { name: 'categories', deletion: 'deleteCategories' },
  { name: 'products', deletion: 'deleteProducts' },
];

function startRoute(resource: Resource): Route {
  const { name } = resource;
  const bodyForm: z.ZodType<Choice> = resource.deletion ? choiceOrDeletion : choice;
  return route({
    method: 'POST',
    path: `/sync/${name}`,
    summary: `Import the ${name} of the shop${resource.deletion ? ', or delete all that the catalog has' : ''}`,
    scope: 'run',
    pathForm: nothing,
    queryForm: nothing,
    bodyForm,
    answers: { 202: { description: 'Accepted, at once.', body: started } },
    refusals: [404, 423],
    plainRefusals: true,
    handle: (call) => (call.body.deleteAll ? startDeletion(call, resource) : startImport(call, resource)),
  });
}

type SyncCall = Call<unknown, unknown, Choice>;

async function startImport({ session, body }: SyncCall, resource: Resource): Promise<Answer> {
  if (body.confirmDeletetion !== undefined || body.confirmDeletion !== undefined) {
    throw new Refusal(400, 'A confirmation belongs to "deleteAll": true, which is not there. Nothing was started.');
  }
  const at = session();
  const importName = syncImport(at.config, resource.name);
  const other = resource.deletion && syncImportIfAny(at.config, resource.deletion);
  return accepted(at, importName, resource, optionsOf(body), other);
}

function optionsOf({ ids, startId }: Choice): RunOptions {
  if (ids !== undefined && ids.length > 0) return { ids };
  return startId ? { startId } : {};
}

async function startDeletion({ session, body, require }: SyncCall, { name, deletion }: Resource): Promise<Answer> {
  require('delete');
  const of = name === 'products' || name === 'categories' ? name : undefined;
  if (of === undefined || deletion === undefined) throw new Refusal(400, `All ${name} cannot be deleted`);
  const { confirmDeletetion, confirmDeletion, ids, startId } = body;
  const confirmed = [confirmDeletetion, confirmDeletion].filter((word) => word !== undefined);
  if (confirmed.length === 0 || confirmed.some((word) => word !== of)) {
    throw new Refusal(
      400,
      `Nothing was deleted. deleteAll deletes ALL ${of} of the Klaviyo catalog, also those that other systems have made. To go on, add "confirmDeletetion": "${of}" to the body.`,
    );
  }
  if (ids?.length || startId) throw new Refusal(400, 'Nothing was deleted. deleteAll does not go with ids or startId.');
  const at = session();
  const importName = syncImport(at.config, deletion);
  return accepted(at, importName, { name }, { of, confirm: of }, syncImportIfAny(at.config, name));
}

/** @param other the import that may not work beside this one: who fills a catalog and who empties it */
async function accepted(
  session: Session,
  importName: string,
  { name }: Resource,
  options: RunOptions,
  other: string | undefined,
): Promise<Answer> {
  try {
    if (other !== undefined) await refuseWhileRunning(session, other, 'catalog');
    const { runId, workflowId } = await startRun(session, importName, options);
    return { status: 202, body: { runId, workflowId } };
  } catch (error) {
    if (error instanceof LongshoreError && error.code === 'already-running') {
      throw new Refusal(423, `${titleOf(name)} sync is already running.`);
    }
    throw error;
  }
}

function stopRoute({ name, deletion }: Resource): Route {
  return route({
    method: 'POST',
    path: `/sync/${name}/stop`,
    summary: `Stop the import of the ${name}${deletion ? ', and the deletion of all of them' : ''}`,
    scope: 'run',
    pathForm: nothing,
    queryForm: nothing,
    bodyForm: nothing,
    answers: {
      200: { description: 'It was asked to stop. What was delivered stays; the next run goes on from there.' },
    },
    refusals: [404],
    plainRefusals: true,
    handle: async ({ session }) => {
      const at = session();
      const ofDeletion = deletion && syncImportIfAny(at.config, deletion);
      const ofImport = ofDeletion ? syncImportIfAny(at.config, name) : syncImport(at.config, name);
      let isStopped = false;
      for (const importName of [ofImport, ofDeletion]) {
        if (importName && (await cancelRunOf(at, importName, `POST /sync/${name}/stop`))) isStopped = true;
      }
      if (!isStopped) throw new Refusal(400, `${titleOf(name)} sync is not currently running.`);
      return { status: 200 };
    },
  });
}

const meanings: readonly SyncMeaning[] = resources.flatMap(({ name, deletion }) => [
  name,
  ...(deletion ? [deletion] : []),
]);
const state = z.strictObject({ import: z.string(), running: z.boolean(), run: run.nullable() });
const status = z.partialRecord(z.enum(meanings as [SyncMeaning, ...SyncMeaning[]]), state);

function statusRoute(): Route {
  return route({
    method: 'GET',
    path: '/sync/status',
    summary: 'What runs, and how far it is',
    scope: 'read',
    pathForm: nothing,
    queryForm: nothing,
    bodyForm: nothing,
    answers: { 200: { description: 'The newest run of each that Temporal still has.', body: status } },
    plainRefusals: true,
    handle: async ({ session }) => {
      const at = session();
      const states = meanings.map(async (meaning): Promise<[SyncMeaning, z.input<typeof state>] | undefined> => {
        const importName = syncImportIfAny(at.config, meaning);
        if (importName === undefined) return undefined;
        const newest = await newestRunWithProgress(at, importName);
        const told = newest ? run.parse(runJson(newest)) : null;
        return [meaning, { import: importName, running: told?.closedAt === null, run: told }];
      });
      return {
        status: 200,
        body: Object.fromEntries((await Promise.all(states)).flatMap((one) => (one ? [one] : []))),
      };
    },
  });
}

function titleOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

export const syncRoutes: readonly Route[] = [
  ...resources.flatMap((resource) => [startRoute(resource), stopRoute(resource)]),
  statusRoute(),
];
