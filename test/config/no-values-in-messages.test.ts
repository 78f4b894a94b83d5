import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { configFile, goodFile, type Refusal } from './config-file';

const { refusal } = configFile();

const canary = 'cnry7Q2x';
/** What YAML or the schema may stumble over, before or after a secret. */
const decorations = [
  '',
  '*',
  '&',
  '!',
  '|',
  '>',
  '%',
  '@',
  '`',
  '"',
  "'",
  '\\',
  '#',
  '{',
  '[',
  ']',
  '}',
  ',',
  '- ',
  '$',
];
const decorated = fc
  .tuple(fc.constantFrom(...decorations, 'x, ', 'x\n', '${', 'https://', '?'), fc.constantFrom(...decorations))
  .map(([before, after]) => before + canary + after)
  // Names of variables are told.
  .filter((secret) => secret !== `\${${canary}}`);

type Path = readonly string[];
type Section = Record<string, unknown>;
const isSection = (value: unknown): value is Section => typeof value === 'object' && value !== null;

/** Paths of all values of the good file, and of all its sections. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  const below = isSection(value) ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])) : [];
  return path.length === 0 ? below : [path, ...below];
}
const paths = pathsOf(parse(goodFile));

/** Everything of an error that could reach a screen, a log or a history. */
function saidBy({ error }: Refusal): string {
  return [error.message, error.remedy, error.stack, JSON.stringify(error.report()), String(error.cause)].join('\n');
}

function changedAt(path: Path, change: (section: Section, key: string) => void): unknown {
  const tree: unknown = parse(goodFile);
  let section = tree as Section;
  for (const step of path.slice(0, -1)) section = section[step] as Section;
  change(section, path.at(-1) ?? '');
  return tree;
}

const ways: Record<string, (section: Section, key: string, secret: unknown) => void> = {
  'as its value': (section, key, secret) => {
    section[key] = secret;
  },
  'in a map': (section, key, secret) => {
    section[key] = { value: secret };
  },
  'in a list': (section, key, secret) => {
    section[key] = [secret, [secret]];
  },
  'under another key': (section, key, secret) => {
    delete section[key];
    section[`${key}s`] = secret;
  },
  'under one more key': (section, key, secret) => {
    section[`x${key}`] = secret;
  },
};

/** Keys whose values are no secrets and are repeated with what to write instead. */
const shownWhereWritten = ['source', 'destination', 'cron'];

test('a value that stands in the file is in no message, wherever it stands', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.constantFrom(...Object.keys(ways)), decorated, (path, way, secret) => {
      fc.pre(way !== 'as its value' || !shownWhereWritten.includes(path.at(-1) ?? ''));
      const text = stringify(changedAt(path, (section, key) => ways[way]?.(section, key, secret)));
      const told = refusal(text);
      if (told === undefined) return;
      refused += 1;
      expect(saidBy(told)).not.toContain(canary);
    }),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(150);
});

test('the value of a variable is in no message, wherever it is used', () => {
  let refused = 0;
  const references = fc.constantFrom('${SECRET}', 'x${SECRET}y', '${SECRET:z}', '${SECRET} ${NONE:}');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...Object.keys(ways)), references), {
        minLength: 1,
      }),
      decorated,
      (changes, secret) => {
        const tree: unknown = changes.reduce<unknown>((file, [path, way, reference]) => {
          const section = path
            .slice(0, -1)
            .reduce<unknown>((inner, step) => (isSection(inner) ? inner[step] : {}), file);
          if (isSection(section)) ways[way]?.(section, path.at(-1) ?? '', reference);
          return file;
        }, parse(goodFile));
        const told = refusal(stringify(tree), { SECRET: secret });
        if (told === undefined) return;
        refused += 1;
        expect(saidBy(told)).not.toContain(canary);
      },
    ),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(150);
});

test('a secret that is written without the quotes it needs is in no message', () => {
  // Each the last of its line: with a colon after it a secret is written as a key, and keys are named.
  const places = ['clientSecret: s', 'region: us', 'accountName: mystorageaccount', 'object: stores', 'target: 20s'];
  const parts = [...decorations, ' ', '\n', '\t', '? ', 'x', '---\n', '<<'];
  const before = fc.array(fc.constantFrom(...parts, ': '), { maxLength: 4 });
  const after = fc.array(fc.constantFrom(...parts), { maxLength: 4 });
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...places), before, after, (place, first, last) => {
      const written = first.join('') + canary + last.join('');
      const key = place.slice(0, place.indexOf(':'));
      const told = refusal(goodFile.replace(place, () => `${key}: ${written}`));
      if (told === undefined) return;
      refused += 1;
      expect(saidBy(told)).not.toContain(canary);
    }),
    { numRuns: 600 },
  );
  expect(refused).toBeGreaterThan(300);
});
