import { hostname } from 'node:os';
import {
  type AzureBlobConnection,
  type Config,
  type FilesToOdpImport,
  loadMapping,
  loadTarget,
  namedFields,
} from '../config';
import { openContainer } from '../connectors/azure-blob';
import { openOdp } from '../connectors/odp';
import { missingUrlTemplate } from '../contract/commerce-rejects';
import { LongshoreError } from '../contract/failure';
import { unknownFields } from '../contract/unknown-fields';
import type { Session } from '../runs/session';
import { openStorage } from '../storage';
import { checkArticles } from './check-articles';
import { checkBucket } from './check-bucket';
import { checkChannel } from './check-channel';
import { checkCourier } from './check-courier';
import { type CheckResult, type Finding, ok, warning } from './check-finding';
import { checkKlaviyo } from './check-klaviyo';
import { checkMail } from './check-mail';
import { checkPlace, placesOf } from './check-places';
import { checkShop } from './check-shop';
import { checkTables } from './check-tables';
import { pollersOf } from './pollers-of';
import { scheduleWarnings } from './schedule-warnings';

/** Tries everything that a run of the configured imports needs, for real: nothing is written but a file in storage. */
export async function* runChecks(session: Session): AsyncGenerator<CheckResult> {
  const { config } = session;
  yield {
    what: 'longshore.yaml',
    outcome: 'ok',
    message: config.ofEnvironment
      ? 'there is none; the environment configures what it configured of the replaced server'
      : `${config.path} is valid`,
  };
  yield* attempt('storage', () => checkStorage(config));
  yield { what: 'temporal', outcome: 'ok', message: `${session.address} answers, namespace ${session.namespace}` };
  yield* attempt('workers', () => checkWorkers(session));
  for (const [what, place] of placesOf(config)) yield* attempt(what, () => checkPlace(session, place));
  for (const { id, message, remedy } of scheduleWarnings(config)) {
    yield { what: `schedule ${id}`, ...warning(message, remedy) };
  }
  for (const [name, connection] of Object.entries(config.connections)) {
    // An ODP connection is tried with the objects that imports send there.
    if (connection.type === 'azure-blob') yield* attempt(`connection ${name}`, () => checkContainer(connection));
    if (connection.type === 's3') yield* attempt(`connection ${name}`, () => checkBucket(config, name, connection));
    if (connection.type === 'duckdb' || connection.type === 'postgres') {
      yield* attempt(`connection ${name}`, () => checkTables(session, name, connection));
    }
    if (connection.type === 'content-api') yield* attempt(`connection ${name}`, () => checkArticles(connection));
    if (connection.type === 'smtp') yield* attempt(`connection ${name}`, () => checkMail(connection));
    if (connection.type === 'klaviyo') yield* attempt(`connection ${name}`, () => checkKlaviyo(connection));
    if (connection.type === 'commercetools') yield* attempt(`connection ${name}`, () => checkShop(connection));
  }
  for (const [name, channel] of Object.entries(config.notifications.channels)) {
    yield* attempt(`channel ${name}`, () => checkChannel(name, channel));
  }
  for (const [name, endPoint] of Object.entries(config.endPoints)) {
    if (endPoint.type !== 'module') continue;
    yield* attempt(`end point ${name}`, async () => {
      await loadTarget(endPoint);
      return ok(`${endPoint.export} of ${endPoint.path} loads`);
    });
  }
  for (const [name, settings] of Object.entries(config.imports)) {
    // Another of a shop has nothing besides its connections.
    if (settings.type === 'files-to-odp') yield* attempt(`import ${name}`, () => checkDestination(config, settings));
    if (settings.type === 'courier') {
      for (const finding of checkCourier(config, settings)) yield { what: `courier ${name}`, ...finding };
    }
    if (settings.type === 'commerce-products' && settings.productUrlTemplate === undefined) {
      const remedy = 'Set it to the address of a product: https://shop.example/{{locale}}/{{productSlug}}';
      yield { what: `import ${name}`, ...warning(missingUrlTemplate, remedy) };
    }
  }
}

async function* attempt(what: string, look: () => Promise<Finding>): AsyncGenerator<CheckResult> {
  try {
    yield { what, ...(await look()) };
  } catch (error) {
    if (!(error instanceof LongshoreError)) throw error;
    yield { what, outcome: 'failed', ...error.report() };
  }
}

async function checkStorage(config: Config): Promise<Finding> {
  const storage = openStorage(config.storage);
  await storage.put('check/written', new Date().toISOString());
  await storage.remove('check/written');
  return ok(`${storage.description} can be written`);
}

async function checkWorkers(session: Session): Promise<Finding> {
  const { config } = session;
  const identities = await pollersOf(session, config.taskQueue);
  if (identities.length === 0) {
    return warning(
      `No worker polls the task queue ${config.taskQueue}`,
      'Start one: `longshore dev`, or `longshore-worker`.',
    );
  }
  // A worker's identity is its process id and host.
  const hosts = new Set(identities.map((identity) => identity.slice(identity.indexOf('@') + 1)));
  const inDirectories = [
    ...(config.storage.type === 'directory' ? ['storage'] : []),
    ...placesOf(config).flatMap(([what, { type }]) => (type === 'directory' ? [what] : [])),
  ];
  if (inDirectories.length > 0 && (hosts.size > 1 || !hosts.has(hostname()))) {
    return warning(
      `Workers of ${[...hosts].join(', ')} poll ${config.taskQueue}, and in directories of one machine there are: ${inDirectories.join(', ')}`,
      'Run all workers and this command on one machine, or give them one shared directory.',
    );
  }
  return ok(`${identities.length} poll the task queue ${config.taskQueue}`);
}

async function checkContainer(connection: AzureBlobConnection): Promise<Finding> {
  await openContainer(connection).check(AbortSignal.timeout(30_000));
  return ok(`The container ${connection.container} can be listed`);
}

async function checkDestination(config: Config, settings: FilesToOdpImport): Promise<Finding> {
  const connection = config.connections[settings.destination];
  if (connection?.type !== 'odp')
    throw new LongshoreError('config-invalid', `${settings.destination} is no ODP connection`);
  if (settings.mapping) await loadMapping(settings.mapping);
  const odp = openOdp(connection);
  try {
    const { fields, baseUrl } = await odp.check(settings.object, AbortSignal.timeout(30_000));
    if (!fields) {
      return warning(
        `${baseUrl} takes the key, but it may not read schemas: the fields of ${settings.object} are not checked`,
        'Use the private key, which may read schemas.',
      );
    }
    const unknown = unknownFields(namedFields(settings), fields);
    if (unknown.length === 0) {
      const what = settings.mapping ? `the key; ${settings.mapping.export} loads` : 'all mapped fields';
      return ok(`${settings.object} at ${baseUrl} has ${what}`);
    }
    const named = unknown.map(({ field, nearest }) => (nearest ? `${field} (did you mean ${nearest}?)` : field));
    throw new LongshoreError('unknown-field', `${settings.object} has no field ${named.join(', ')}`);
  } finally {
    odp.close();
  }
}

const marks = { ok: '✓', warning: '!', failed: '✗' } as const;

export function checkLine({ what, outcome, message, remedy }: CheckResult): string {
  const line = `${marks[outcome]} ${what}: ${message}`;
  return remedy && outcome !== 'ok' ? `${line}\n    ${remedy}\n` : `${line}\n`;
}
