import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { isSection, valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

interface NamedDependency {
  readonly name: string;
  readonly path: YamlPath;
}

/**
 * Where imports depend on ones that are not there, twice on one or on two jobs of one name, or in a circle, which could
 * never begin. Works on a file that may be wrong in other ways too; what is wrong otherwise is passed over here.
 */
export function wrongDependencies(source: YamlSource, { values, variablesAt }: ConfigValues): ConfigProblem[] {
  const section = valueAt(values, ['imports']);
  const imports = isSection(section) ? section : {};
  const dependencies = new Map(Object.keys(imports).map((name) => [name, namesIn(imports, name, 'import')]));
  const problems: ConfigProblem[] = [];
  const tell = (path: YamlPath, text: string): void => {
    problems.push({ ...placeOf(source, path, 'value'), text: `${path.join('.')}: ${text}` });
  };

  for (const [importName, named] of dependencies) {
    const seen = new Set<string>();
    for (const { name, path } of named) {
      const from = variablesAt(path).map((variable) => `\${${variable}}`);
      const subject = from.length > 0 ? `the value of ${from.join(' and ')}` : `\`${name}\``;
      if (!dependencies.has(name)) {
        const near = from.length > 0 ? undefined : nearestWord(name, [...dependencies.keys()]);
        const others = [...dependencies.keys()].filter((other) => other !== importName).map((other) => `\`${other}\``);
        const there = others.length === 0 ? 'there is no other' : `there are ${others.join(', ')}`;
        tell(path, `${subject} is no import of this file: ${near === undefined ? there : `did you mean \`${near}\`?`}`);
      } else if (seen.has(name)) {
        tell(path, `${subject} stands there twice`);
      }
      seen.add(name);
    }
  }
  for (const importName of dependencies.keys()) {
    // A mapping finds a state by the job's name alone.
    const seen = new Set<string>();
    for (const { name, path } of namesIn(imports, importName, 'bookmark')) {
      if (seen.has(name)) tell(path, 'a job of this name stands there twice');
      seen.add(name);
    }
  }
  for (const circle of circlesOf(dependencies)) {
    const [first] = circle;
    if (!first) continue;
    const names = circle.map(({ name }) => `\`${name}\``);
    tell(first.path, `${names.at(-1)} would wait for ${names.join(', which waits for ')}: none could ever begin`);
  }
  return problems;
}

/** The imports, or the jobs, that an import depends on. A name alone is an import's. */
function namesIn(imports: Record<string, unknown>, importName: string, key: 'import' | 'bookmark'): NamedDependency[] {
  const listed = valueAt(imports, [importName, 'dependsOn']);
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((entry: unknown, index) => {
    const path = ['imports', importName, 'dependsOn', index];
    if (typeof entry === 'string') return entry === '' || key === 'bookmark' ? [] : [{ name: entry, path }];
    const name = valueAt(entry, [key]);
    return typeof name === 'string' && name !== '' ? [{ name, path: [...path, key] }] : [];
  });
}

/** Each circle once, as its edges from the first import on that is found in it. */
function circlesOf(dependencies: ReadonlyMap<string, readonly NamedDependency[]>): NamedDependency[][] {
  const circles: NamedDependency[][] = [];
  const done = new Set<string>();
  const walk = (importName: string, way: readonly string[], edges: readonly NamedDependency[]): void => {
    const start = way.indexOf(importName);
    if (start >= 0) {
      circles.push(edges.slice(start));
      return;
    }
    if (done.has(importName)) return;
    for (const edge of dependencies.get(importName) ?? []) walk(edge.name, [...way, importName], [...edges, edge]);
    done.add(importName);
  };
  for (const importName of dependencies.keys()) walk(importName, [], []);
  return circles;
}
