import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/bookmarks.md',
  'docs/klaviyo.md',
  'docs/commercetools.md',
  'docs/batch-jobs.md',
  'docs/schedules.md',
  'docs/notifications.md',
  'docs/article-query.md',
  'docs/examples.md',
  'docs/commerce.md',
  'docs/commerce-categories.md',
  'docs/commerce-products.md',
  'docs/catalog-deletion.md',
  'docs/couriers.md',
  'docs/courier-groups.md',
  'docs/gateway.md',
];
const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`);
const files = ['src', 'test', 'sandbox', 'scripts', 'bench', 'docs', 'compose', 'examples'].flatMap(filesOf);

describe.each(documents)('%s', (document) => {
  const text = read(document);

  test('links to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)|src="([^":]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  test('names files and commands that are there', () => {
    const named = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
    const paths = named.filter((code) =>
      /^(src|test|sandbox|scripts|bench|docs|compose|examples|\.ci)\/[\w./-]*$/.test(code),
    );
    // The import of the guide is not there yet, nor what it speaks to.
    const gone = paths.filter((path) => !/\bx-|\/[xy](\/|\.|-)|-y\./.test(path) && !existsSync(join(root, path)));
    expect(gone).toEqual([]);
    const known = new Set(files.map((file) => basename(file)));
    const names = named.filter((code) => /^[\w-]+\.ts$/.test(code) && !/^(x|y)-|-y\./.test(code));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...text.matchAll(/npm run ([\w-]+)/g)].map(([, script = '']) => script);
    expect(commands.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

test('the house of docs/architecture.md has the rooms that src has', () => {
  const house = read('docs/architecture.md').split('\n## The house\n')[1]?.split('\n## ')[0] ?? '';
  const told = [...house.matchAll(/^\| `([\w-]+)`/gm)].map(([, room]) => room);
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(told.sort()).toEqual(rooms.map(({ name }) => name).sort());
});

test('CONTRIBUTING tells what each command of package.json is for', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  // npm itself runs these before others.
  const forPeople = Object.keys(scripts).filter((name) => !/^(pre\w+|clean)$/.test(name));
  const told = read('CONTRIBUTING.md');
  expect(forPeople.filter((name) => !told.includes(name === 'test' ? '`npm test`' : `\`npm run ${name}`))).toEqual([]);
});

test('.env.example holds every variable that the README names, and that src reads', () => {
  const inReadme = read('README.md').match(/\b(AZURE|AZURITE|ODP|TEMPORAL|LONGSHORE|POSTGRES)(_[A-Z]+)+\b/g) ?? [];
  const source = files.filter((file) => file.startsWith('src/') && file.endsWith('.ts')).map(read);
  const inSource = source.flatMap((code) => code.match(/(?<=env\.)LONGSHORE_\w+/g) ?? []);
  expect(inReadme).toContain('ODP_API_KEY');
  expect(inSource).toContain('LONGSHORE_CONFIG');
  const example = read('.env.example');
  const lacking = [...inReadme, ...inSource].filter((name) => !new RegExp(`^(# )?${name}=`, 'm').test(example));
  expect(lacking).toEqual([]);
});
