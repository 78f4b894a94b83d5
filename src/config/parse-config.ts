import { z } from 'zod';
import { configFile } from './config';
import { refuseConfig } from './config-problem';
import { describeIssues } from './describe-issues';
import { withMeantTypes } from './meant-types';
import type { ConfigValues } from './resolve-values';
import { unknownConnections } from './unknown-connections';
import { unknownEndPoints } from './unknown-end-points';
import { unknownPlaces } from './unknown-places';
import { wrongDependencies } from './wrong-dependencies';
import type { YamlSource } from './yaml-source';

export type ParsedConfigFile = z.output<typeof configFile>;

/** Checks a file's values against the schema. Throws `config-invalid` with all that is wrong. */
export function parseConfig(source: YamlSource, found: ConfigValues): ParsedConfigFile {
  const asFound = check(found.values);
  const meant = asFound.result.success ? undefined : withMeantTypes(found, asFound.result.error.issues);
  const { result, keysOf } = meant === undefined ? asFound : check(meant.values);
  const values = meant ?? found;
  const problems = [
    ...(result.success ? [] : describeIssues(result.error.issues, { source, found: values, keysOf })),
    ...unknownConnections(source, values),
    ...unknownEndPoints(source, values),
    ...unknownPlaces(source, values),
    ...wrongDependencies(source, values),
  ];
  if (!result.success || problems.length > 0) refuseConfig(source.file, problems);
  return result.data;
}

/** Parses, and remembers which keys the sections with unknown ones have: the issues themselves do not say. */
function check(values: unknown) {
  const keysOf = new Map<readonly string[], readonly string[]>();
  const result = configFile.safeParse(values, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        keysOf.set(issue.keys, Object.keys(issue.inst.shape));
      }
      return undefined;
    },
  });
  return { result, keysOf };
}
