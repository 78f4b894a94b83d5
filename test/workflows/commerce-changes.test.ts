import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { type CommercetoolsStandIn, startCommercetoolsStandIn } from '../../sandbox/commercetools-stand-in';
import { type KlaviyoStandIn, startKlaviyoStandIn } from '../../sandbox/klaviyo-stand-in';
import type { WorkerContext } from '../../src/activities';
import { createCommerceActivities } from '../../src/activities/commerce-activities';
import { Governors } from '../../src/activities/delivery/governors';
import { fingerprint, loadConfig } from '../../src/config';
import type { JsonValue } from '../../src/contract/bookmark';
import type { RunOptions } from '../../src/contract/run-options';
import { commerceImport } from '../../src/workflows/commerce-import';
import { advanceReading, endJobs, jobsOut } from '../../src/workflows/commerce-lanes';
import { silentLogger } from '../activities/silent-logger';

type Run = ReturnType<ReturnType<typeof commerceImport>['begin']>;

const importName = 'customers';
const overlapMs = 10_000;
/** A change may be seen so much later than its time says; the answer's time is cut to a second besides. */
const longestLagMs = 8_000;
/** Two in each of four lanes, beside their bounds. */
const ids = ['0', '3', '4', '7', '8', 'b', 'c', 'f'].map((digit) => `${digit}1111111-1111-4111-8111-111111111111`);

let folder: string;
let shop: CommercetoolsStandIn;
let klaviyo: KlaviyoStandIn;
let context: WorkerContext;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longshore-changes-'));
  [shop, klaviyo] = await Promise.all([
    startCommercetoolsStandIn(),
    startKlaviyoStandIn({ rateFactor: null, queuedMs: 0, processingMs: 0 }),
  ]);
  const { clientId, secret, scopes } = shop.client;
  const configPath = join(folder, 'longshore.yaml');
  const source = {
    type: 'commercetools',
    apiUrl: shop.url,
    authUrl: shop.url,
    projectKey: shop.projectKey,
    scope: scopes.join(' '),
    client: JSON.stringify({ clientId, secret }),
  };
  const settings = { type: 'commerce-customers', source: 'shop', destination: 'klaviyo', lanes: 4 };
  await writeFile(
    configPath,
    stringify({
      connections: { shop: source, klaviyo: { type: 'klaviyo', apiKey: 'pk_standin', baseUrl: klaviyo.baseUrl } },
      imports: { [importName]: { ...settings, incremental: true, overlap: `${overlapMs / 1_000}s` } },
      storage: { type: 'directory', path: 'storage' },
    }),
  );
  context = { configPath, env: {}, taskQueue: 'longshore', governors: new Governors() };
});
afterAll(async () => {
  await Promise.all([shop?.stop(), klaviyo?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** What happens in the shop between two steps: a customer is created or changed, and time goes by. */
interface Change {
  readonly id: string;
  readonly lagMs: number;
  readonly afterMs: number;
}

/** Works a run as the loop does, one step after another; it ends early behind `mostSteps` steps. Answers the bookmark. */
async function workRun(
  value: JsonValue,
  { options, mostSteps, between }: { options: RunOptions; mostSteps: number; between: () => void },
): Promise<JsonValue> {
  const definition = commerceImport('commerce-customers', options);
  const activities = createCommerceActivities(context);
  const asked = {
    import: importName,
    runId: 'run',
    fingerprint: fingerprint(loadConfig({ path: context.configPath ?? '', env: {} }), importName),
  };
  const inActivity = <T>(work: () => Promise<T>): Promise<T> =>
    new MockActivityEnvironment({}, { logger: silentLogger }).run(work);
  // Of what a run learns at its start it looks at these two.
  const opened = { source: 'shop', bookmark: { version: 1, status: 'completed', value } };
  let run = definition.begin(opened as Parameters<typeof definition.begin>[0]);
  let bookmark = value;

  const step = async (lane: string): Promise<Run> => {
    const { pass, closing } = run;
    if (lane === 'open' || !pass) {
      const changedSince = pass && { changedSince: pass.asOf };
      const answer = await inActivity(() =>
        activities.openPass({ ...asked, options, bookmark: run.bookmark, ...changedSince }),
      );
      return { ...run, pass: answer.pass, movesBookmark: answer.movesBookmark, closing: closing || pass !== undefined };
    }
    if (lane === 'jobs') {
      const { ended } = await inActivity(() => activities.settleJobs({ ...asked, jobs: jobsOut(pass.lanes) }));
      return { ...run, pass: { ...pass, lanes: endJobs(pass.lanes, ended) } };
    }
    const began = pass.lanes.find(({ key }) => `lane ${key}` === lane);
    if (!began) throw new Error(`There is no ${lane}`);
    const since = pass.since === undefined ? {} : { since: pass.since };
    const { cursor } = await inActivity(() => activities.importCustomers({ ...asked, ...since, lane: began }));
    return { ...run, pass: { ...pass, lanes: advanceReading(pass.lanes, began, cursor) } };
  };

  // Of the loop's own state the plan asks nothing.
  const planned = () => definition.plan(run, undefined as never);
  for (let steps = 0; steps < mostSteps && planned().length > 0; steps += 1) {
    run = await step(planned()[0]?.lane ?? '');
    bookmark = definition.remember(run) ?? bookmark;
    between();
  }
  return bookmark;
}

const change: fc.Arbitrary<Change> = fc.record({
  id: fc.constantFrom(...ids),
  lagMs: fc.nat(longestLagMs),
  afterMs: fc.nat(20_000),
});
const runs = fc.array(
  fc.record({
    mostSteps: fc.oneof(fc.nat(12), fc.constant(100)),
    kind: fc.constantFrom('incremental', 'incremental', 'incremental', 'full', 'since'),
    sinceMs: fc.nat(60_000),
    changes: fc.array(fc.option(change), { maxLength: 14 }),
  }),
  { maxLength: 6 },
);

test('whatever changes when, and wherever runs end, what was changed is delivered in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 8 }), runs, async (atFirst, history) => {
      klaviyo.reset();
      for (const id of ids) shop.remove('customers', id);
      let clockOffsetMs = 0;
      shop.setOptions({ clockOffsetMs });
      const versions = new Map<string, string>();
      const happen = ({ id, lagMs, afterMs }: Change): void => {
        clockOffsetMs += afterMs;
        shop.setOptions({ clockOffsetMs });
        const firstName = `Version ${versions.size}.${clockOffsetMs}.${lagMs}`;
        versions.set(id, firstName);
        const lastModifiedAt = new Date(shop.now() - lagMs).toISOString();
        shop.load('customers', [{ id, firstName, email: `${id}@example.com`, lastModifiedAt }]);
      };
      atFirst.forEach(happen);
      let bookmark: JsonValue = null;
      for (const { mostSteps, kind, sinceMs, changes } of history) {
        const left = [...changes];
        const between = (): void => {
          const next = left.shift();
          if (next) happen(next);
        };
        const since = new Date(shop.now() - sinceMs).toISOString();
        const options: RunOptions = kind === 'full' ? { full: true } : kind === 'since' ? { since } : {};
        bookmark = await workRun(bookmark, { options, mostSteps, between });
        for (const late of left) if (late) happen(late);
      }
      // The first may go on with what a run before has left, and reads nothing that was changed since then.
      for (let quiet = 0; quiet < 2; quiet += 1) {
        bookmark = await workRun(bookmark, { options: {}, mostSteps: 100, between: () => undefined });
      }
      const delivered = klaviyo.profiles().map(({ attributes }) => [attributes.external_id, attributes.first_name]);
      expect(new Map(delivered as [string, string][])).toEqual(versions);
    }),
    { numRuns: 15 },
  );
}, 60_000);
