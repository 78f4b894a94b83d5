import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { keysAt } from './value-at';
import { placeOf, type YamlSource } from './yaml-source';

/** Where a courier has the name of an import: commands, bookmarks and workflow ids know both by their names alone. */
export function sharedNames(source: YamlSource, { values }: ConfigValues): ConfigProblem[] {
  const imports = keysAt(values, ['imports']);
  return keysAt(values, ['couriers']).flatMap((name) => {
    if (!imports.includes(name)) return [];
    const text = `couriers.${name} must have another name: an import is called so`;
    return [{ ...placeOf(source, ['couriers', name], 'key'), text }];
  });
}
