import { LongshoreError } from '../contract/failure';
import { nearestWord } from '../contract/nearest-word';
import type { BatchJobConfig } from './batch-job';
import type { Config } from './config';
import type { EndPointConfig } from './end-point';
import type { ImportConfig, ImportOf } from './import';

/** The settings of an import. Throws `unknown-import` with the nearest name. */
export function findImport(config: Config, name: string): ImportConfig {
  return find(config, config.imports, name, 'unknown-import', 'import');
}

/** The settings of an import that must read files. Throws `unknown-import`, and `usage-invalid` for another. */
export function findFilesImport(config: Config, name: string): ImportOf<'files-to-odp'> {
  const settings = findImport(config, name);
  if (settings.type === 'files-to-odp') return settings;
  throw new LongshoreError('usage-invalid', `${name} is an import of type ${settings.type} and reads no files`, {
    remedy: 'This is for imports of files.',
  });
}

/** The settings of an end point. Throws `unknown-end-point` with the nearest name. */
export function findEndPoint(config: Config, name: string): EndPointConfig {
  return find(config, config.endPoints, name, 'unknown-end-point', 'end point');
}

/** A batch job that has a name. Throws `unknown-batch-job` with the nearest name. */
export function findBatchJob(config: Config, name: string): BatchJobConfig {
  return find(config, config.batchJobs, name, 'unknown-batch-job', 'batch job');
}

function find<Section>(
  { path, ofEnvironment }: Config,
  sections: Readonly<Record<string, Section>>,
  name: string,
  code: 'unknown-import' | 'unknown-end-point' | 'unknown-batch-job',
  kind: string,
): Section {
  const found = Object.hasOwn(sections, name) ? sections[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(sections);
  const near = nearestWord(name, names);
  const others = names.length === 0 ? 'it has none.' : `its ${kind}s are ${names.join(', ')}.`;
  throw new LongshoreError(
    code,
    `${ofEnvironment ? 'What the environment configures' : path} has no ${kind} \`${name}\`: ${near === undefined ? others : `did you mean \`${near}\`?`}`,
  );
}
