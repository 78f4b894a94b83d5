import { LongshoreError } from '../contract/failure';
import { nearestWord } from '../contract/nearest-word';
import type { Config } from './config';
import type { ImportConfig } from './import';

/** The settings of an import. Throws `unknown-import` with the nearest name. */
export function findImport(config: Config, name: string): ImportConfig {
  const found = Object.hasOwn(config.imports, name) ? config.imports[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(config.imports);
  const near = nearestWord(name, names);
  const others = names.length === 0 ? 'it has none.' : `its imports are ${names.join(', ')}.`;
  throw new LongshoreError(
    'unknown-import',
    `${config.path} has no import \`${name}\`: ${near === undefined ? others : `did you mean \`${near}\`?`}`,
  );
}
