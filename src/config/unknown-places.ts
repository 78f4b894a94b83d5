import type { ConfigProblem } from './config-problem';
import { placesThere } from './place-choice';
import type { ConfigValues } from './resolve-values';
import { unknownNames } from './unknown-names';
import { keysAt, valueAt } from './value-at';
import type { YamlPath, YamlSource } from './yaml-source';

/** Where bookmarks, and states that are waited for, are said to be in places that are not there. */
export function unknownPlaces(source: YamlSource, found: ConfigValues): ConfigProblem[] {
  const { values } = found;
  const ofImports = keysAt(values, ['imports']).flatMap((name): YamlPath[] => {
    const section = ['imports', name];
    const listed = valueAt(values, [...section, 'dependsOn']);
    const dependencies = Array.isArray(listed) ? [...listed.keys()] : [];
    return [[...section, 'bookmarks'], ...dependencies.map((index) => [...section, 'dependsOn', index, 'place'])];
  });
  const known = [...new Set([...Object.keys(placesThere), ...keysAt(values, ['places'])])];
  return unknownNames(source, found, { paths: [['bookmarks'], ...ofImports], kind: 'place', known });
}
