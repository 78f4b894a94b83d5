import type { z } from 'zod';
import type { ConfigValues } from './resolve-values';
import { isSection, valueAt } from './value-at';
import type { YamlPath } from './yaml-source';

/**
 * An environment variable is always a text. Where a number or a boolean was expected and its text reads as one, it is
 * taken for it. A text that stands in the file itself is not, for YAML has numbers and booleans of its own.
 *
 * Answers the values with these taken so; undefined where there are none.
 */
export function withMeantTypes(found: ConfigValues, issues: readonly z.core.$ZodIssue[]): ConfigValues | undefined {
  const values: unknown = structuredClone(found.values);
  let changed = false;
  for (const issue of withThoseOfUnions(issues)) {
    if (issue.code !== 'invalid_type') continue;
    const path = issue.path as YamlPath;
    const section = valueAt(values, path.slice(0, -1));
    const meant = scalarMeant(valueAt(values, path), issue.expected);
    const last = path.at(-1);
    if (meant === undefined || last === undefined || found.variablesAt(path).length === 0) continue;
    if (!isSection(section) && !Array.isArray(section)) continue;
    Object.assign(section, { [last]: meant });
    changed = true;
  }
  return changed ? { ...found, values } : undefined;
}

/** A value of which none of several forms is taken is wrong in each of them in another way. */
function withThoseOfUnions(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue];
    const inner = issue.errors.flat().map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
    return withThoseOfUnions(inner);
  });
}

function scalarMeant(value: unknown, expected: string): number | boolean | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.trim();
  if (expected === 'boolean') return word === 'true' ? true : word === 'false' ? false : undefined;
  const isNumber = expected === 'number' || expected === 'int';
  return isNumber && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word) ? Number(word) : undefined;
}
