import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { keysAt, valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

const sections = { import: ['imports', 'couriers'], batchJob: ['batchJobs'], group: ['courierGroups'] } as const;
const kinds = ['import', 'batchJob', 'group'] as const;
const words = { import: 'import', batchJob: 'batch job', group: 'courier group' } as const;

/** An import, as which a courier counts, a batch job, or a courier group: what may wait and be waited for. */
interface Job {
  readonly kind: keyof typeof sections;
  readonly name: string;
}

/** One that stands in the file. */
interface WrittenJob extends Job {
  readonly section: YamlPath;
}

interface Edge extends Job {
  /** Where it is named. */
  readonly path: YamlPath;
}

/**
 * Where imports, batch jobs and courier groups depend on ones that are not there, twice on one or on two states of one name, or in a
 * circle, which could never begin. Works on a file that may be wrong in other ways too; what is wrong otherwise is passed
 * over here.
 */
export function wrongDependencies(source: YamlSource, { values, variablesAt }: ConfigValues): ConfigProblem[] {
  const jobs = kinds.flatMap((kind) =>
    sections[kind].flatMap((section) =>
      keysAt(values, [section]).map((name): WrittenJob => ({ kind, name, section: [section, name] })),
    ),
  );
  const edges = new Map(jobs.map((job) => [keyOf(job), edgesFrom(values, job)]));
  const problems: ConfigProblem[] = [];
  const tell = (path: YamlPath, text: string): void => {
    problems.push({ ...placeOf(source, path, 'value'), text: `${path.join('.')}: ${text}` });
  };

  for (const job of jobs) {
    const seen = new Set<string>();
    for (const edge of edges.get(keyOf(job)) ?? []) {
      const from = variablesAt(edge.path).map((variable) => `\${${variable}}`);
      const subject = from.length > 0 ? `the value of ${from.join(' and ')}` : `\`${edge.name}\``;
      if (!edges.has(keyOf(edge))) {
        tell(
          edge.path,
          `${subject} is no ${words[edge.kind]} of this file: ${remedyFor(edge, job, from.length === 0)}`,
        );
      } else if (seen.has(keyOf(edge))) {
        tell(edge.path, `${subject} stands there twice`);
      }
      seen.add(keyOf(edge));
    }
  }
  for (const job of jobs) {
    // A mapping finds a state by the job's name alone.
    const seen = new Set<string>();
    for (const { name, path } of namesIn(values, job, 'bookmark')) {
      if (seen.has(name)) tell(path, 'a job of this name stands there twice');
      seen.add(name);
    }
  }
  for (const circle of circlesOf(edges)) {
    const [first] = circle;
    if (!first) continue;
    const names = circle.map(({ name }) => `\`${name}\``);
    tell(first.path, `${names.at(-1)} would wait for ${names.join(', which waits for ')}: none could ever begin`);
  }
  return problems;

  /** `mayQuote`: the name is no value of a variable. */
  function remedyFor(edge: Edge, waiting: Job, mayQuote: boolean): string {
    const ofKind = jobs.filter(({ kind }) => kind === edge.kind).map(({ name }) => name);
    if (mayQuote) {
      const isBatchJob = edge.kind === 'import' && edges.has(keyOf({ ...edge, kind: 'batchJob' }));
      const near = isBatchJob ? `{ batchJob: ${edge.name} }` : nearestWord(edge.name, ofKind);
      if (near !== undefined) return `did you mean \`${near}\`?`;
    }
    const others = ofKind.filter((name) => waiting.kind !== edge.kind || name !== waiting.name);
    return others.length === 0 ? 'there is no other' : `there are ${others.map((name) => `\`${name}\``).join(', ')}`;
  }
}

function keyOf({ kind, name }: Job): string {
  return `${kind}/${name}`;
}

function edgesFrom(values: unknown, job: WrittenJob): Edge[] {
  if (job.kind === 'group') return [...upstreamsOf(values, job), ...couriersOf(values, job)];
  return kinds.flatMap((kind) => namesIn(values, job, kind).map((named): Edge => ({ kind, ...named })));
}

function upstreamsOf(values: unknown, { section }: WrittenJob): Edge[] {
  return namedInList(values, [...section, 'after'], 'group').map((named) => ({ kind: 'group', ...named }));
}

/** A group waits for its couriers. One that is not there is told of elsewhere. */
function couriersOf(values: unknown, { section }: WrittenJob): Edge[] {
  const couriers = keysAt(values, ['couriers']);
  const named = namedInList(values, [...section, 'couriers'], 'courier');
  const known = named.filter(({ name }, index) => {
    const isFirst = named.findIndex((other) => other.name === name) === index;
    return couriers.includes(name) && isFirst;
  });
  return known.map((one) => ({ kind: 'import', ...one }));
}

function namedInList(values: unknown, listPath: YamlPath, key: string): { name: string; path: YamlPath }[] {
  const listed = valueAt(values, listPath);
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((entry: unknown, index) => {
    const name = valueAt(entry, [key]);
    return typeof name === 'string' && name !== '' ? [{ name, path: [...listPath, index, key] }] : [];
  });
}

/** The imports, batch jobs or states that a job depends on. A name alone is an import's. */
function namesIn(
  values: unknown,
  { section }: WrittenJob,
  key: 'import' | 'batchJob' | 'group' | 'bookmark',
): { readonly name: string; readonly path: YamlPath }[] {
  const listPath = [...section, 'dependsOn'];
  const listed = valueAt(values, listPath);
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((entry: unknown, index) => {
    const path = [...listPath, index];
    if (typeof entry === 'string') return entry === '' || key !== 'import' ? [] : [{ name: entry, path }];
    const name = valueAt(entry, [key]);
    return typeof name === 'string' && name !== '' ? [{ name, path: [...path, key] }] : [];
  });
}

/** Each circle once, as its edges from the first job on that is found in it. */
function circlesOf(edges: ReadonlyMap<string, readonly Edge[]>): Edge[][] {
  const circles: Edge[][] = [];
  const done = new Set<string>();
  const walk = (job: string, way: readonly string[], walked: readonly Edge[]): void => {
    const start = way.indexOf(job);
    if (start >= 0) {
      circles.push(walked.slice(start));
      return;
    }
    if (done.has(job)) return;
    for (const edge of edges.get(job) ?? []) walk(keyOf(edge), [...way, job], [...walked, edge]);
    done.add(job);
  };
  for (const job of edges.keys()) walk(job, [], []);
  return circles;
}
