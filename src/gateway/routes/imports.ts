import { z } from 'zod';
import { type Config, findImport } from '../../config';
import { LongshoreError } from '../../contract/failure';
import { groupImportName, sectionNamePattern } from '../../contract/names';
import type { RunOptions } from '../../contract/run-options';
import type { Session } from '../../runs/session';
import { startRun } from '../../runs/start-run';
import { started } from '../answers';
import { type Answer, type Call, nothing, type Route, route } from '../route';

const yes = z.literal(true).optional();
const day = z.iso.date().optional();
const word = z.string().min(1).max(1_024).optional();

const ofEveryImport = {
  trackerId: z.string().min(1).max(200).optional().describe('Your own id for this run.'),
  noWaitForDependencies: yes.describe('Begins at once, whatever it depends on.'),
};

/** All options of runs of imports; which of them a type takes, `longshore run --help` tells. */
export const importOptions = z.strictObject({
  ...ofEveryImport,
  full: yes.describe('Of a shop: everything.'),
  since: z.string().optional().describe('Of a shop: what was changed since a time with its zone.'),
  ids: z.array(z.string()).optional().describe('Of a shop: these records alone.'),
  startId: z.string().optional().describe('Of a shop: from this record on, inclusive.'),
  dryRun: yes.describe('Sends nothing, and tells what would be sent.'),
  retryQuarantined: yes.describe('Of files: those in quarantine again.'),
  overwriteNewer: yes.describe('Beside retryQuarantined or replay.'),
  replay: z
    .strictObject({ file: word, run: word, code: word, dryRun: yes })
    .optional()
    .describe('Sends rejects again, and nothing else.'),
  of: z.enum(['products', 'categories']).optional().describe('Of a deletion: what is deleted, all of it.'),
  confirm: z.string().optional().describe('Of a deletion: the same word again.'),
});

export const courierOptions = z.strictObject({
  ...ofEveryImport,
  day: day.describe('The files of this day: 2020-09-13.'),
  from: day.describe('The files of the days from this one …'),
  to: day.describe('… to before this one.'),
  all: yes.describe('All files that there are.'),
  landOnly: yes.describe('Lands the files and loads nothing.'),
  loadOnly: yes.describe('Loads what has landed, and looks for no files.'),
  skipMissing: yes.describe('Goes on without files that are required and not there.'),
  skipMissingAfterWait: yes.describe('The same, when the wait for them is over.'),
  skipTasks: z
    .array(z.string())
    .optional()
    .describe('Goes on without these tasks where they fail: `load Shop:Orders`.'),
  waitMs: z.int().min(0).optional().describe('How long files that are not there yet are waited for.'),
});

export const groupOptions = z.strictObject({
  ...ofEveryImport,
  day: day.describe('The files of this day, of each courier.'),
  from: day.describe('The files of the days from this one …'),
  to: day.describe('… to before this one.'),
  applyOffset: yes.describe('Moves these days back by the offset of each courier.'),
  asOf: z.string().optional().describe('Without days: the time in UTC that its windows end at; else it is now.'),
  loadOnly: yes.describe('Starts no group that waits for this one.'),
});

const named = z.strictObject({ name: z.string().regex(sectionNamePattern) });
type StartCall = Call<{ readonly name: string }, unknown, RunOptions>;

const shared = {
  method: 'POST',
  scope: 'run',
  pathForm: named,
  queryForm: nothing,
  answers: { 202: { description: 'Started.', body: started } },
  refusals: [404, 423],
} as const;

const imports = route({
  ...shared,
  path: '/imports/{name}/runs',
  summary: 'Start a run of an import',
  bodyForm: importOptions,
  handle: async ({ session, path, body, require }: StartCall) => {
    const at = session();
    refuseKind(at.config, path.name, 'import');
    if (findImport(at.config, path.name).type === 'catalog-deletion' && !body.dryRun) require('delete');
    return startedBy(at, path.name, body);
  },
});

const couriers = route({
  ...shared,
  path: '/couriers/{name}/runs',
  summary: 'Start a run of a courier',
  bodyForm: courierOptions,
  handle: async ({ session, path, body }: StartCall) => {
    const at = session();
    refuseKind(at.config, path.name, 'courier');
    return startedBy(at, path.name, body);
  },
});

const groups = route({
  ...shared,
  path: '/groups/{name}/runs',
  summary: 'Start a run of a courier group',
  bodyForm: groupOptions,
  handle: async ({ session, path, body }: StartCall) => startedBy(session(), groupImportName(path.name), body),
});

/** Throws `unknown-import` where the name is that of the other kind, which has options of its own. */
function refuseKind(config: Config, name: string, wanted: 'import' | 'courier'): void {
  const isCourier = findImport(config, name).type === 'courier';
  if (isCourier === (wanted === 'courier')) return;
  throw new LongshoreError('unknown-import', `${name} is ${isCourier ? 'a courier' : 'an import and no courier'}`, {
    remedy: `POST to /${isCourier ? 'couriers' : 'imports'}/${name}/runs.`,
  });
}

async function startedBy(session: Session, importName: string, options: RunOptions): Promise<Answer> {
  const { runId, workflowId } = await startRun(session, importName, options);
  return { status: 202, body: { runId, workflowId } };
}

export const importRoutes: readonly Route[] = [imports, couriers, groups];
