import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { unknownNames } from './unknown-names';
import { keysAt } from './value-at';
import type { YamlSource } from './yaml-source';

/** Where batch jobs name end points that are not there. */
export function unknownEndPoints(source: YamlSource, found: ConfigValues): ConfigProblem[] {
  const paths = keysAt(found.values, ['batchJobs']).map((job) => ['batchJobs', job, 'endPoint']);
  return unknownNames(source, found, { paths, kind: 'end point', known: keysAt(found.values, ['endPoints']) });
}
