import {
  type Config,
  changedKeys,
  findImport,
  fingerprint,
  type ImportConfig,
  type ImportOf,
  loadConfig,
} from '../config';
import { LongshoreError } from '../contract/failure';
import type { CommerceImportType, ImportType } from '../contract/names';
import { openStorage, type Storage } from '../storage';
import type { WorkerContext } from './worker-context';

/** An import as this worker's longshore.yaml has it now, with its secrets. */
export interface ResolvedImport<Settings extends ImportConfig = ImportConfig> {
  readonly config: Config;
  readonly settings: Settings;
  readonly storage: Storage;
}

export type ResolvedFiles = ResolvedImport<ImportOf<'files-to-odp'>>;
export type ResolvedDeletion = ResolvedImport<ImportOf<'catalog-deletion'>>;
export type ResolvedCourier = ResolvedImport<ImportOf<'courier'>>;
export type ResolvedCommerce = ResolvedImport<ImportOf<CommerceImportType>>;

interface ResolveRequest {
  readonly import: string;
  readonly fingerprint?: Readonly<Record<string, string>>;
}

/**
 * Reads the configuration of an import. Throws `unknown-import`, every fault of the file, and `config-changed` where it
 * is not what the run started with.
 */
export function resolveImport(context: WorkerContext, request: ResolveRequest): ResolvedImport {
  const config = readConfig(context);
  const settings = findImport(config, request.import);
  if (request.fingerprint) refuseChanged(request.import, request.fingerprint, fingerprint(config, request.import));
  return { config, settings, storage: openStorage(config.storage) };
}

/** This worker's longshore.yaml as it is now. Throws every fault of the file. */
export function readConfig(context: WorkerContext): Config {
  return loadConfig({
    env: context.env,
    ...(context.configPath === undefined ? {} : { path: context.configPath }),
  });
}

type Fingerprint = Readonly<Record<string, string>>;

/** Throws `config-changed` where what a run has started with is not what is there now. */
export function refuseChanged(name: string, started: Fingerprint, now: Fingerprint): void {
  const changed = changedKeys(started, now);
  if (changed.length === 0) return;
  throw new LongshoreError(
    'config-changed',
    `The configuration of ${name} differs from the one that the run started with: ${changed.join(', ')}`,
  );
}

/** As `resolveImport`, of an import of one type. Throws `config-changed` where it is of another now. */
export function resolveImportOf<Type extends ImportType>(
  context: WorkerContext,
  request: ResolveRequest,
  ...types: readonly Type[]
): ResolvedImport<ImportOf<Type>> {
  const { settings, ...rest } = resolveImport(context, request);
  if (isOneOf(settings, types)) return { ...rest, settings };
  throw new LongshoreError('config-changed', `${request.import} is an import of type ${settings.type} now`);
}

function isOneOf<Type extends ImportType>(settings: ImportConfig, types: readonly Type[]): settings is ImportOf<Type> {
  return types.some((type) => type === settings.type);
}

/** As `resolveImport`, of any import of a shop. */
export function resolveCommerce(context: WorkerContext, request: ResolveRequest): ResolvedCommerce {
  return resolveImportOf(
    context,
    request,
    'commerce-customers',
    'commerce-orders',
    'commerce-categories',
    'commerce-products',
  );
}

export function resolveCourier(context: WorkerContext, request: ResolveRequest): ResolvedCourier {
  return resolveImportOf(context, request, 'courier');
}

export function resolveDeletion(context: WorkerContext, request: ResolveRequest): ResolvedDeletion {
  return resolveImportOf(context, request, 'catalog-deletion');
}

export function resolveFiles(context: WorkerContext, request: ResolveRequest): ResolvedFiles {
  return resolveImportOf(context, request, 'files-to-odp');
}
