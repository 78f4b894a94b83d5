import { isMap, isScalar, isSeq, type Node } from 'yaml';
import { type ConfigProblem, refuseConfig } from './config-problem';
import { interpolate } from './interpolate';
import { placeOf, placeOfVariable, type YamlPath, type YamlSource } from './yaml-source';

/** The file's values as plain objects, as they are written and with the variables put in. */
export interface ConfigValues {
  readonly written: unknown;
  readonly values: unknown;
  /** The variables that the value at a path is made of; empty where it is written out in the file. */
  readonly variablesAt: (path: YamlPath) => readonly string[];
}

/**
 * Puts variables into the values of a file, never into its text: a value cannot become a key, a comment or a second
 * line, whatever it holds.
 *
 * Throws `config-invalid` for a `${…}` that cannot be read, else `config-missing-variable` with every use of every
 * variable that is not set.
 */
export function resolveValues(source: YamlSource, variables: ReadonlyMap<string, string>): ConfigValues {
  const faults: ConfigProblem[] = [];
  const missing: ConfigProblem[] = [];
  const used = new Map<string, readonly string[]>();

  const put = (text: string, path: YamlPath): string => {
    const result = interpolate(text, variables);
    if (result.fault !== undefined) {
      faults.push({ ...placeOf(source, path, 'value'), text: `${path.join('.')} ${result.fault}` });
    }
    for (const name of result.missing) {
      missing.push({ ...placeOfVariable(source, path, name), text: `\${${name}} is not set (${path.join('.')})` });
    }
    if (result.names.length > 0) used.set(JSON.stringify(path), result.names);
    return result.text;
  };

  const written = plainValue(source.root, [], (text) => text);
  const values = plainValue(source.root, [], put);
  if (faults.length > 0) refuseConfig(source.file, faults);
  if (missing.length > 0) refuseConfig(source.file, missing, 'config-missing-variable');
  return { written, values, variablesAt: (path) => used.get(JSON.stringify(path)) ?? [] };
}

function plainValue(node: unknown, path: YamlPath, put: (text: string, path: YamlPath) => string): unknown {
  if (isMap<Node, Node | null>(node)) {
    const entries = node.items.map(({ key, value }) => {
      const name = String(isScalar(key) ? key.value : '');
      return [name, plainValue(value, [...path, name], put)];
    });
    return Object.fromEntries(entries);
  }
  if (isSeq<Node>(node)) return node.items.map((item, index) => plainValue(item, [...path, index], put));
  if (!isScalar(node)) return null;
  return typeof node.value === 'string' ? put(node.value, path) : node.value;
}
