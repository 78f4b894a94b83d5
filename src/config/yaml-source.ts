import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLError } from 'yaml';
import { type ConfigProblem, refuseConfig } from './config-problem';
import { describeYamlError } from './yaml-error';

/** Keys and indices from the root to a value. */
export type YamlPath = readonly (string | number)[];

/** A place in a file; both count from 1. */
export interface YamlPlace {
  readonly line: number;
  readonly column: number;
}

/** A parsed file that still knows where each of its values stands. */
export interface YamlSource {
  /** The file's name as messages show it. */
  readonly file: string;
  readonly text: string;
  readonly root: Node;
  readonly lines: LineCounter;
}

/**
 * Parses a file whose root is a map, as YAML 1.2 without anchors, aliases, merge keys and tags of one's own.
 *
 * Throws `config-invalid` with line and column.
 */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    stringKeys: true,
  });
  const place = (offset: number) => placeAt(lines, offset);
  const problem = (error: YAMLError): ConfigProblem => ({
    ...place(error.pos[0]),
    text: describeYamlError(error, text),
  });

  // The first error of syntax makes others that are none; a key that stands twice does not.
  const twice = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  const first = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  if (document.errors.length > 0) refuseConfig(file, [...twice, ...(first ? [first] : [])].map(problem));
  if (document.warnings.length > 0) refuseConfig(file, document.warnings.map(problem));

  const { contents: root } = document;
  if (root === null || (isScalar(root) && root.value === null)) {
    refuseConfig(file, [{ line: 1, column: 1, text: 'the file is empty: it must hold connections and imports' }]);
  }
  if (!isMap(root)) {
    const found = isSeq(root) ? 'a list' : 'a single text';
    const text = `the file is ${found}: it must be a map of sections, such as \`imports:\``;
    refuseConfig(file, [{ ...place(root.range?.[0] ?? 0), text }]);
  }
  const unusable = unusableParts(root, place);
  if (unusable.length > 0) refuseConfig(file, unusable);
  return { file, text, root, lines };
}

/** Where the value at a path stands, or its key. What is not there stands where its nearest parent has its key. */
export function placeOf({ root, lines }: YamlSource, path: YamlPath, part: 'key' | 'value'): YamlPlace {
  const { node, keyOffset, found } = walk(root, path);
  const range = node?.range;
  const isEmpty = range === undefined || range === null || range[0] === range[1];
  return placeAt(lines, part === 'value' && found && !isEmpty ? range[0] : keyOffset);
}

/**
 * Where a text value names a variable, as `${NAME}` and not as `$${NAME}`: the text's own place where that is written
 * with escapes.
 */
export function placeOfVariable({ root, lines, text }: YamlSource, path: YamlPath, name: string): YamlPlace {
  const [start = 0, end = 0] = walk(root, path).node?.range ?? [];
  const offset = text.slice(start, end).search(new RegExp(`(?<!\\$)\\$\\{${name}\\}`));
  return placeAt(lines, start + Math.max(0, offset));
}

function walk(root: Node, path: YamlPath): { node: Node | null; keyOffset: number; found: boolean } {
  let node: Node | null = root;
  let keyOffset = 0;
  for (const step of path) {
    if (isMap<Node, Node | null>(node)) {
      const pair: { key: Node; value: Node | null } | undefined = node.items.find(
        ({ key }) => isScalar(key) && key.value === step,
      );
      if (pair === undefined) return { node: null, keyOffset, found: false };
      keyOffset = pair.key.range?.[0] ?? keyOffset;
      node = pair.value;
    } else if (isSeq<Node>(node)) {
      node = node.items[Number(step)] ?? null;
      keyOffset = node?.range?.[0] ?? keyOffset;
    } else {
      return { node: null, keyOffset, found: false };
    }
  }
  return { node, keyOffset, found: true };
}

function unusableParts(root: Node, place: (offset: number) => YamlPlace): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const refuse = (node: Node, text: string) => {
    problems.push({ ...place(node.range?.[0] ?? 0), text });
  };
  visit(root, {
    Alias: (_, node) => {
      refuse(node, 'aliases are not used here: write the value out, or put it in quotes if it begins with *');
    },
    Value: (_, node) => {
      if (node.anchor === undefined) return;
      refuse(node, 'anchors are not used here: write the value out, or put it in quotes if it begins with &');
    },
    Pair: (_, { key, value }) => {
      if (!isScalar(key)) return;
      // `{ accountKey: abc,def }` makes a key of `def`, which must not be named: it is the rest of a secret.
      if (value === null) return refuse(key, 'a key without a colon: put a value that holds a comma in quotes');
      if (key.value === '<<') refuse(key, 'merge keys (<<) are not used here: write the keys out');
      if (key.value === '__proto__') refuse(key, '`__proto__` cannot be used as a key');
      if (String(key.value).includes('${')) refuse(key, 'a key is written out: ${…} is for values only');
    },
  });
  return problems;
}

function placeAt(lines: LineCounter, offset: number): YamlPlace {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
