import fc from 'fast-check';
import { stringify } from 'yaml';
import { placeOf, readYaml, type YamlPath } from '../../src/config/yaml-source';
import { configFile, goodFile, placeIn, replaced } from './config-file';

const { load, refusal } = configFile();

type Tree = { readonly [key: string]: Tree | string | readonly string[] };

/** Maps of maps, lists and texts, in which every key and every text occurs once. */
const trees: fc.Arbitrary<Tree> = fc
  .letrec<{ value: unknown; map: unknown }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.constant('text'), fc.constant('list'), tie('map')),
    map: fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
  }))
  .map.map((shape) => {
    let count = 0;
    const next = (word: string) => {
      count += 1;
      return `${word}${count}z`;
    };
    const grow = (children: unknown): Tree =>
      Object.fromEntries(
        (children as unknown[]).map((child) => [
          next('key'),
          child === 'text' ? next('text') : child === 'list' ? [next('item'), next('item')] : grow(child),
        ]),
      );
    return grow(shape);
  });

function leavesOf(tree: Tree, path: YamlPath = []): { path: YamlPath; text: string }[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const below = [...path, key];
    if (typeof value === 'string') return [{ path: below, text: value }];
    if (Array.isArray(value)) return value.map((text: string, index) => ({ path: [...below, index], text }));
    return leavesOf(value as Tree, below);
  });
}

test('every key and every value is found where it stands, however the file is laid out', () => {
  const layouts = fc.record({
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
    defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
    defaultKeyType: fc.constant('PLAIN' as const),
    indent: fc.integer({ min: 1, max: 6 }),
    lineWidth: fc.constantFrom(0, 20),
  });
  fc.assert(
    fc.property(trees, layouts, fc.constantFrom('\n', '\r\n'), (tree, layout, lineEnd) => {
      const text = `# über\n${stringify(tree, layout)}`.replaceAll('\n', lineEnd);
      const quote = layout.defaultStringType === 'PLAIN' ? '' : layout.defaultStringType === 'QUOTE_DOUBLE' ? '"' : "'";
      const source = readYaml(text, 'longshore.yaml');
      const at = (place: { line: number; column: number }) => `${place.line}:${place.column}`;
      for (const { path, text: leaf } of leavesOf(tree)) {
        expect(at(placeOf(source, path, 'value'))).toBe(placeIn(text, `${quote}${leaf}${quote}`));
        const key = path.findLast((step) => typeof step === 'string');
        const steps = path.slice(0, path.lastIndexOf(key ?? '') + 1);
        expect(at(placeOf(source, steps, 'key'))).toBe(placeIn(text, `${key}:`));
        // What is not there is told at its nearest parent.
        expect(at(placeOf(source, [...steps.slice(0, -1), 'absent'], 'value'))).toBe(
          steps.length === 1 ? '1:1' : placeIn(text, `${steps.at(-2)}:`),
        );
      }
    }),
  );
});

test.each([
  ['region: us', 'region: us, region: eu', 'region: eu', 'this key stands here a second time'],
  ['    batchSize: 50', '\tbatchSize: 50', undefined, 'lines are indented with spaces, not with tabs'],
  ['object: stores', 'object: a: b', undefined, 'a value that holds a colon and a space must be in quotes'],
  ['object: stores', 'object: @stores', '@', 'a value that begins with this character must be in quotes'],
  ['object: stores', 'object: "\\d"', '\\d', 'a text in double quotes has a \\ before a letter'],
  ['object: stores', 'object: "stores', undefined, 'a quote, a bracket or a comma is missing'],
  ['object: stores', 'object: *stores', '*stores', 'aliases are not used here: write the value out, or put it in'],
  ['object: stores', 'object: &a its', 'its', 'anchors are not used here: write the value out, or put it in quotes'],
  [
    'object: stores',
    'object: !stores',
    '!stores',
    'tags are not used here: put the value in quotes if it begins with !',
  ],
  ['region: us', '<<: us', '<<', 'merge keys (<<) are not used here: write the keys out'],
  ['store_name: name', '__proto__: name', '__proto__', '`__proto__` cannot be used as a key'],
  ['region: us', '[us]: us', '[us]', 'a key must be a plain text'],
  ['imports:\n', '---\nimports:\n', undefined, 'the file must be one document, without a line --- in it'],
  ['apiKey: k', 'apiKey: ${KEY}', undefined, 'put "${…}" in quotes'],
])('%s → %s', (good, wrong, at, problem) => {
  const text = replaced(goodFile, good, wrong);
  const problems = refusal(text)?.problems ?? [];
  expect(problems[0]).toContain(problem);
  if (at === undefined) expect(problems[0]).toMatch(/^\d+:\d+: /);
  else expect(problems).toEqual([expect.stringContaining(`${placeIn(text, at)}: `)]);
});

test.each([
  ['', '1:1: the file is empty: it must hold connections and imports'],
  ['# nothing\n', '1:1: the file is empty: it must hold connections and imports'],
  ['\n- imports\n', '2:1: the file is a list: it must be a map of sections, such as `imports:`'],
  ['imports\n', '1:1: the file is a single text: it must be a map of sections, such as `imports:`'],
])('%j holds no sections', (text, problem) => {
  expect(refusal(text)?.problems).toEqual([problem]);
});

test('of keys that stand twice all are told', () => {
  const text = `${replaced(goodFile, 'region: us', 'region: us, region: eu')}steps: {}\n`;
  expect(refusal(text)?.problems).toEqual([
    expect.stringContaining('this key stands here a second time'),
    `${goodFile.split('\n').length}:1: this key stands here a second time`,
  ]);
});

test('words and numbers are those of YAML 1.2, also where a file asks for 1.1', () => {
  const text = goodFile.replace('store_name: name', 'on: yes, off: no, y: 1_0, n: 12:30:45').replace('50', '0o62');
  const { imports } = load(`%YAML 1.1\n---\n${text}`);
  expect(imports['offline-stores']).toMatchObject({ fields: { on: 'yes', off: 'no', y: '1_0', n: '12:30:45' } });
  expect(imports['offline-stores']).toMatchObject({ batchSize: 50 });
});

test('a number as a key is the text that it is written as', () => {
  expect(Object.keys(load(replaced(goodFile, '  offline-stores:', '  007:')).imports)).toEqual(['007']);
});
