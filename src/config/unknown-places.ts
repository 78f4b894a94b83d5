import type { ConfigProblem } from './config-problem';
import { placesThere } from './place-choice';
import type { ConfigValues } from './resolve-values';
import { unknownNames } from './unknown-names';
import { keysAt, valueAt } from './value-at';
import type { YamlPath, YamlSource } from './yaml-source';

/** Where bookmarks, and states that are waited for, are said to be in places that are not there. */
export function unknownPlaces(source: YamlSource, found: ConfigValues): ConfigProblem[] {
  const { values } = found;
  const imports = ['imports', 'couriers'].flatMap((kind) => keysAt(values, [kind]).map((name) => [kind, name]));
  const batchJobs = keysAt(values, ['batchJobs']).map((name) => ['batchJobs', name]);
  const ofDependencies = [...imports, ...batchJobs].flatMap((section): YamlPath[] => {
    const listed = valueAt(values, [...section, 'dependsOn']);
    const dependencies = Array.isArray(listed) ? [...listed.keys()] : [];
    return dependencies.map((index) => [...section, 'dependsOn', index, 'place']);
  });
  const ofImports = imports.map((section) => [...section, 'bookmarks']);
  const known = [...new Set([...Object.keys(placesThere), ...keysAt(values, ['places'])])];
  return unknownNames(source, found, { paths: [['bookmarks'], ...ofImports, ...ofDependencies], kind: 'place', known });
}
