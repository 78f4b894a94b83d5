import { createHash } from 'node:crypto';
import { type Dependency, isBookmarkDependency } from '../contract/dependency';
import type { Config } from './config';
import type { CourierConfig } from './courier';
import { connectionsOfEndPoints } from './end-point';
import { endPointHash } from './end-point-module';
import { feedConnections } from './feed';
import { feedCalled } from './find-feed';
import { findBatchJob, findEndPoint, findImport } from './find-section';
import { connectionsOfImports } from './import';
import { mappingHash } from './mapping-module';
import type { PlaceChoice } from './place-choice';
import { isSection } from './value-at';

/**
 * What an import's configuration looks like as it is written: a short hash per key of its section (`fields`) and per
 * connection that it uses (`connections.odp`), of the module that maps (`mapping.module`), and of the feeds that a courier
 * loads into (`feeds.Shop:Orders`). Names of variables are in it and their values are not, so a new secret
 * changes nothing; nor does the order of keys.
 *
 * Throws `unknown-import`, and `config-invalid` where the module is not there.
 */
export function fingerprint(config: Config, importName: string): Record<string, string> {
  const settings = findImport(config, importName);
  const parts = written(config, config.written.imports[importName], settings, connectionsOfImports[settings.type]);
  const places = [settings.bookmarks, ...placesOf(settings.dependsOn)];
  Object.assign(parts, writtenPlaces(config, places));
  if (settings.type === 'courier') Object.assign(parts, writtenFeeds(config, settings));
  const mapping = settings.type === 'files-to-odp' ? settings.mapping : undefined;
  return mapping ? { ...parts, 'mapping.module': mappingHash(mapping) } : parts;
}

/** The same of an end point. Throws `unknown-end-point`, and `config-invalid` where its module is not there. */
export function endPointFingerprint(config: Config, name: string): Record<string, string> {
  const settings = findEndPoint(config, name);
  const parts = written(config, config.written.endPoints[name], settings, connectionsOfEndPoints[settings.type]);
  return settings.type === 'module' ? { ...parts, module: endPointHash(settings) } : parts;
}

/**
 * The same of what a batch job that has a name depends on. Its parameters are not in it: a job takes them when it is started.
 * Throws `unknown-batch-job`.
 */
export function batchJobFingerprint(config: Config, name: string): Record<string, string> {
  const { dependsOn } = findBatchJob(config, name);
  if (dependsOn.length === 0) return {};
  return {
    [`batchJobs.${name}.dependsOn`]: hash(config.written.batchJobs[name]?.dependsOn),
    ...writtenPlaces(config, placesOf(dependsOn)),
  };
}

function placesOf(dependsOn: readonly Dependency[]): readonly (string | undefined)[] {
  return dependsOn.filter(isBookmarkDependency).map(({ place }) => place);
}

/**
 * The places in which bookmarks are kept and states are found, so far as they stand outside of the section that names them.
 * Where nothing is said of places there are no parts, as there were none before they could be chosen.
 */
function writtenPlaces(config: Config, choices: readonly (PlaceChoice | undefined)[]): Record<string, string> {
  const parts: Record<string, string> = {};
  if (choices.includes(undefined) && config.written.bookmarks !== undefined) {
    parts['bookmarks of all'] = hash(config.written.bookmarks);
  }
  for (const choice of choices) {
    const name = choice ?? config.bookmarks;
    if (typeof name === 'string') parts[`places.${name}`] = hash(config.written.places[name]);
  }
  return parts;
}

/** The feeds that a courier loads into, active or not, and the connections of their tables. */
function writtenFeeds(config: Config, { loadOperations }: CourierConfig): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const idOrName of Object.keys(loadOperations)) {
    const feed = feedCalled(config, idOrName);
    if (feed === undefined) continue;
    parts[`feeds.${feed.name}`] = hash(config.written.feeds[feed.name]);
    Object.assign(parts, writtenConnections(config, feed.settings, feedConnections));
  }
  return parts;
}

function written(
  config: Config,
  section: Readonly<Record<string, unknown>> = {},
  settings: object,
  roles: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const parts: Record<string, string> = {};
  // When it runs and who is told of it may be changed while a run works.
  const { schedule: _, notifications: __, runtimeAlert: ___, ...worked } = section;
  for (const [key, value] of Object.entries(worked)) parts[key] = hash(value);
  return { ...parts, ...writtenConnections(config, settings, roles) };
}

function writtenConnections(
  config: Config,
  settings: object,
  roles: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const role of Object.keys(roles)) {
    const connection = Object.entries(settings).find(([key]) => key === role)?.[1];
    if (typeof connection === 'string')
      parts[`connections.${connection}`] = hash(config.written.connections[connection]);
  }
  return parts;
}

/** The keys that differ between two fingerprints, or are in one alone; sorted. */
export function changedKeys(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): string[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => a[key] !== b[key]).sort();
}

/** 12 hex digits: enough to see a change, and a fingerprint of 30 keys stays under 1 KB in a history. */
function hash(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)) ?? '')
    .digest('hex')
    .slice(0, 12);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isSection(value)) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
