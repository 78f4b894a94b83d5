import type { z } from 'zod';
import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { isSection, valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

type Issue = z.core.$ZodIssue;

export interface DescribedFile {
  readonly source: YamlSource;
  readonly found: ConfigValues;
  /** Which keys a section may have, by the list of its unknown ones. */
  readonly keysOf: ReadonlyMap<readonly string[], readonly string[]>;
}

/** What the schema refuses, in sentences with places. No value is repeated: it may be a secret, and its place is told. */
export function describeIssues(told: readonly Issue[], file: DescribedFile): ConfigProblem[] {
  const issues = told.flatMap((issue) => ofTheMapMeant(issue, file));
  const unknown = issues.flatMap((issue) => unknownKeys(issue, file));
  // Where `contaner` was written for `container`, that `container` is missing needs no line of its own.
  const meant = new Set(unknown.map(({ meant }) => JSON.stringify(meant)));
  const others = issues.filter((issue) => issue.code !== 'unrecognized_keys' && !meant.has(JSON.stringify(issue.path)));
  return [...unknown.map(({ problem }) => problem), ...others.map((issue) => describe(issue, file))];
}

/** Where something else or one form of map may stand and a map stands, that form is meant. */
function ofTheMapMeant(issue: Issue, file: DescribedFile): readonly Issue[] {
  if (issue.code !== 'invalid_union' || !isSection(valueAt(file.found.values, issue.path as YamlPath))) return [issue];
  const maps = issue.errors.filter(
    (faults) => !faults.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const [meant] = maps;
  if (!meant || maps.length > 1) return [issue];
  return meant.map((fault) => ({ ...fault, path: [...issue.path, ...fault.path] }));
}

interface UnknownKey {
  readonly problem: ConfigProblem;
  /** Path of the key that was meant, where that is missing. */
  readonly meant?: YamlPath;
}

/** The keys that a section does not have; a misspelt `type` too, without which nothing says which keys there are. */
function unknownKeys(issue: Issue, { source, found, keysOf }: DescribedFile): UnknownKey[] {
  let section: YamlPath;
  let wrong: readonly string[];
  let known: readonly string[];
  if (issue.code === 'unrecognized_keys') {
    section = issue.path as YamlPath;
    wrong = issue.keys;
    known = keysOf.get(issue.keys) ?? [];
  } else if (issue.code === 'invalid_union' && valueAt(found.values, issue.path as YamlPath) === undefined) {
    section = (issue.path as YamlPath).slice(0, -1);
    known = [String(issue.path.at(-1))];
    wrong = Object.keys(asSection(valueAt(found.values, section))).filter((key) => nearestWord(key, known));
  } else {
    return [];
  }
  const absent = known.filter((key) => valueAt(found.values, [...section, key]) === undefined);
  return wrong.map((key) => {
    const near = nearestWord(key, absent) ?? nearestWord(key, known);
    const remedy = near === undefined ? `its keys are ${known.join(', ')}` : `did you mean \`${near}\`?`;
    const text = `\`${key}\` is not a key of ${nameOf(section)}: ${remedy}`;
    const problem = { ...placeOf(source, [...section, key], 'key'), text };
    return near !== undefined && absent.includes(near) ? { problem, meant: [...section, near] } : { problem };
  });
}

function describe(issue: Issue, { source, found }: DescribedFile): ConfigProblem {
  const path = issue.path as YamlPath;
  if (issue.code === 'invalid_key') {
    const text = `\`${path.at(-1)}\` in ${nameOf(path.slice(0, -1))} ${expectation(issue)}`;
    return { ...placeOf(source, path, 'key'), text };
  }
  const value = valueAt(found.values, path);
  const variables = found.variablesAt(path).map((name) => `\${${name}}`);
  if (value === undefined) {
    const text = `\`${path.at(-1)}\` is missing in ${nameOf(path.slice(0, -1))}: it ${expectation(issue)}`;
    return { ...placeOf(source, path, 'key'), text };
  }
  const place = placeOf(source, path, 'value');
  if (value === null) return { ...place, text: `${nameOf(path)} is empty: it ${expectation(issue)}` };
  if (variables.length > 0) {
    const subject = `the value${variables.length > 1 ? 's' : ''} of ${variables.join(' and ')}`;
    return { ...place, text: `${nameOf(path)}: ${subject} ${expectation(issue)}` };
  }
  return { ...place, text: `${nameOf(path)} ${expectation(issue)}${hint(issue, value)}` };
}

/** What was expected, as the end of a sentence. The schemas give their own; these are zod's general cases. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('must')
        ? issue.message
        : `must be ${kindNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_union':
      if (issue.message.startsWith('must')) return issue.message;
      return `must be ${optionsOf(issue).length > 1 ? 'one of ' : ''}${optionsOf(issue).join(', ')}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is no name that can be used';
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : issue.message;
    default:
      return issue.message;
  }
}

/** What to write instead. Made from the value, so only where that stands in the file for all to see. */
function hint(issue: Issue, value: unknown): string {
  if (issue.code === 'custom') return typeof issue.params?.hint === 'string' ? `; ${issue.params.hint}` : '';
  if (issue.code === 'invalid_type' && issue.expected === 'string') {
    return typeof value === 'number' || typeof value === 'boolean' ? '; put it in quotes' : '';
  }
  if (issue.code === 'invalid_type' && typeof value === 'string' && value !== '' && Number.isFinite(Number(value))) {
    return '; take the quotes away';
  }
  const words =
    issue.code === 'invalid_value' ? issue.values.map(String) : issue.code === 'invalid_union' ? optionsOf(issue) : [];
  const near = typeof value === 'string' ? nearestWord(value, words) : undefined;
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

const kindNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
};

function optionsOf(issue: Issue): string[] {
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []).map(String) : [];
}

function nameOf(path: YamlPath): string {
  return path.length === 0 ? 'the file' : path.join('.');
}

function asSection(value: unknown): Record<string, unknown> {
  return isSection(value) ? value : {};
}
