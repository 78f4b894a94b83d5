import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { LongshoreError } from '../contract/failure';
import { groupImportName } from '../contract/names';
import type { Config } from './config';
import type { Connection } from './connection';
import { groupAsImport } from './courier-group';
import { environmentConfig } from './environment-config';
import { environmentVariables } from './environment-variables';
import type { MappingModule } from './mapping-module';
import { parseConfig } from './parse-config';
import { absolutePlace, placesThere } from './place-choice';
import { resolveValues } from './resolve-values';
import { isSection, valueAt } from './value-at';
import { readYaml } from './yaml-source';

export interface LoadConfigOptions {
  /**
   * The file; left out, `longshore.yaml` in the current folder, and where there is none what the environment configures.
   */
  readonly path?: string;
  /** The environment; that of the process unless given. It is read and never changed. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Reads longshore.yaml, puts in the variables of the environment and of the `.env` beside it, and checks everything.
 *
 * Throws `config-not-found`; `config-missing-variable`, which names every use of every variable that is not set; and
 * `config-invalid`, which names all that is wrong, each with file, line and column. No message holds a value of a
 * variable, or of a key that may be a secret.
 */
export function loadConfig(options: LoadConfigOptions = {}): Config {
  const path = resolve(options.path ?? 'longshore.yaml');
  const folder = dirname(path);
  const isThere = options.path !== undefined || existsSync(path);
  const text = isThere ? readText(path) : undefined;
  const variables = environmentVariables(folder, options.env ?? process.env);
  const ofEnvironment = isThere ? undefined : environmentConfig(variables);
  const source = ofEnvironment
    ? readYaml(ofEnvironment.text, 'the environment')
    : readYaml(text ?? readText(path), shownName(path));
  const found = resolveValues(source, ofEnvironment?.variables ?? variables);
  const {
    connections,
    imports,
    feeds,
    couriers,
    courierGroups,
    endPoints,
    batchJobs,
    storage,
    bookmarks,
    places,
    ...rest
  } = parseConfig(source, found);
  const importsAndCouriers = {
    ...imports,
    ...mapped(couriers, (settings) => ({ ...settings, type: 'courier' as const })),
    ...asGroups(mapped(courierGroups, (settings, name) => groupAsImport(name, settings))),
  };
  return {
    ...rest,
    path,
    folder,
    ofEnvironment: ofEnvironment !== undefined,
    connections: byName(mapped(connections, (settings) => absoluteFile(folder, settings))),
    imports: byName(
      mapped(importsAndCouriers, ({ title, bookmarks: place, ...settings }, name) => ({
        ...withPaths(settings, folder),
        title: title ?? name,
        ...(place && { bookmarks: absolutePlace(folder, place) }),
      })),
    ),
    feeds: byName(feeds),
    courierGroups: byName(courierGroups),
    endPoints: byName(
      mapped(endPoints, (settings) =>
        settings.type === 'module' ? { ...settings, path: resolve(folder, settings.path) } : settings,
      ),
    ),
    batchJobs: byName(batchJobs),
    storage: storage.type === 'directory' ? { ...storage, path: resolve(folder, storage.path) } : storage,
    bookmarks: absolutePlace(folder, bookmarks),
    places: byName({
      ...placesThere,
      ...mapped(places, (place) => absolutePlace(folder, place)),
    }),
    written: {
      connections: sections(valueAt(found.written, ['connections'])),
      imports: byName({
        ...sections(valueAt(found.written, ['imports'])),
        ...sections(valueAt(found.written, ['couriers'])),
        ...asGroups(sections(valueAt(found.written, ['courierGroups']))),
      }),
      feeds: sections(valueAt(found.written, ['feeds'])),
      endPoints: sections(valueAt(found.written, ['endPoints'])),
      batchJobs: sections(valueAt(found.written, ['batchJobs'])),
      places: sections(valueAt(found.written, ['places'])),
      bookmarks: valueAt(found.written, ['bookmarks']),
    },
  };
}

function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new LongshoreError('config-not-found', `There is no ${path}.`, { cause });
    const remedy = 'Name a file that this user may read.';
    throw new LongshoreError('config-invalid', `${path} cannot be read (${code}).`, { remedy, cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes); // takes a byte order mark away
  } catch (cause) {
    throw new LongshoreError('config-invalid', `${path} is not written in UTF-8.`, {
      remedy: 'Save it as UTF-8.',
      cause,
    });
  }
}

/** Relative where the file lies in or below the current folder, as editors and terminals link it. */
function shownName(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') || isAbsolute(below) ? path : below;
}

/** Without a prototype, so that looking up a name like `constructor` finds nothing. */
function byName<Section>(entries: Record<string, Section>): Record<string, Section> {
  return Object.assign(Object.create(null), entries);
}

function mapped<Section, Mapped>(
  entries: Readonly<Record<string, Section>>,
  map: (section: Section, name: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(entries).map(([name, section]) => [name, map(section, name)]));
}

/** The same under the names by which groups are known among imports. */
function asGroups<Section>(entries: Readonly<Record<string, Section>>): Record<string, Section> {
  return Object.fromEntries(Object.entries(entries).map(([name, section]) => [groupImportName(name), section]));
}

/** The same connection, with the path of a file of tables made absolute. */
function absoluteFile(folder: string, settings: Connection): Connection {
  return settings.type === 'duckdb' ? { ...settings, path: resolve(folder, settings.path) } : settings;
}

function sections(value: unknown): Record<string, Record<string, unknown>> {
  const entries = Object.entries(isSection(value) ? value : {});
  return byName(Object.fromEntries(entries.map(([name, section]) => [name, isSection(section) ? section : {}])));
}

/** The same settings with their paths made absolute. */
function withPaths<Settings extends { readonly type: string; readonly mapping?: MappingModule | undefined }>(
  settings: Settings,
  folder: string,
): Settings {
  const { mapping } = settings;
  return mapping ? { ...settings, mapping: { ...mapping, path: resolve(folder, mapping.path) } } : settings;
}
