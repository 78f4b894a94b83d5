import { z } from 'zod';
import type { ConfigProblem } from './config-problem';
import { describeIssues } from './describe-issues';
import { withMeantTypes } from './meant-types';
import type { ConfigValues } from './resolve-values';
import type { YamlSource } from './yaml-source';

export interface CheckedValues<Parsed> {
  /** Undefined where something is wrong. */
  readonly parsed: Parsed | undefined;
  readonly problems: readonly ConfigProblem[];
  /** With the numbers and booleans that variables stand for. */
  readonly values: ConfigValues;
}

/** Checks a file's values against a schema and tells all that is wrong, with its places. */
export function checkValues<Schema extends z.ZodType>(
  schema: Schema,
  source: YamlSource,
  found: ConfigValues,
): CheckedValues<z.output<Schema>> {
  const asFound = check(schema, found.values);
  const meant = asFound.result.success ? undefined : withMeantTypes(found, asFound.result.error.issues);
  const { result, keysOf } = meant === undefined ? asFound : check(schema, meant.values);
  const values = meant ?? found;
  const problems = result.success ? [] : describeIssues(result.error.issues, { source, found: values, keysOf });
  return { parsed: result.data, problems, values };
}

/** Parses, and remembers which keys the sections with unknown ones have: the issues themselves do not say. */
function check<Schema extends z.ZodType>(schema: Schema, values: unknown) {
  const keysOf = new Map<readonly string[], readonly string[]>();
  const result = schema.safeParse(values, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        keysOf.set(issue.keys, Object.keys(issue.inst.shape));
      }
      return undefined;
    },
  });
  return { result, keysOf };
}
