import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

/**
 * Where the values at these paths are to name something of the file (an end point, a place) and do not. What is no text
 * is passed over here: the schema tells of it.
 */
export function unknownNames(
  source: YamlSource,
  { values, variablesAt }: ConfigValues,
  used: { readonly paths: readonly YamlPath[]; readonly kind: string; readonly known: readonly string[] },
): ConfigProblem[] {
  const { paths, kind, known } = used;
  return paths.flatMap((path) => {
    const named = valueAt(values, path);
    if (typeof named !== 'string' || named === '' || known.includes(named)) return [];
    const from = variablesAt(path).map((variable) => `\${${variable}}`);
    const subject = from.length > 0 ? `the value of ${from.join(' and ')}` : `\`${named}\``;
    const near = from.length > 0 ? undefined : nearestWord(named, known);
    const there = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
    const remedy = near === undefined ? there : `did you mean \`${near}\`?`;
    const text = `${path.join('.')}: ${subject} is no ${kind} of this file: ${remedy}`;
    return [{ ...placeOf(source, path, 'value'), text }];
  });
}
