import type { ConfigProblem } from './config-problem';
import { syncTypes } from './gateway';
import type { ConfigValues } from './resolve-values';
import { unknownNames } from './unknown-names';
import { keysAt, valueAt } from './value-at';
import type { YamlSource } from './yaml-source';

/** Where a path of the gateway is to start an import that is not there, or that is of another type. */
export function wrongSync(source: YamlSource, found: ConfigValues): ConfigProblem[] {
  const names = keysAt(found.values, ['imports']);
  return Object.entries(syncTypes).flatMap(([meaning, type]) => {
    const known = names.filter((name) => valueAt(found.values, ['imports', name, 'type']) === type);
    return unknownNames(source, found, {
      paths: [['gateway', 'sync', meaning]],
      kind: `import of type ${type}`,
      known,
    });
  });
}
