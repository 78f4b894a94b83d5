import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import { whereItThrew } from '../contract/where-it-threw';
import { text } from './settings';

/** The keys that name a function in a module of the user's own. */
export const moduleKeys = {
  path: z
    .string()
    .regex(/\.[cm]?js$/, { error: 'must be the path of a module whose name ends with .js, .mjs or .cjs' })
    .describe('A CommonJS or ES module, relative to the folder of longshore.yaml.'),
  export: text().describe('The name under which it exports the function.'),
};

/** A function of a module. `path` is absolute once the configuration is loaded. */
export interface ModuleFunction {
  readonly path: string;
  readonly export: string;
}

/** How messages speak of a module. */
export interface ModuleWords {
  /** "mapping module" */
  readonly kind: string;
  /** What stands before its keys in longshore.yaml: "mapping." */
  readonly keys: string;
  /** What its function takes: "record" */
  readonly argument: string;
}

/** What Node keeps of each CommonJS module, by path: under that path a changed file would not be read again. */
const loadedHashes = new Map<string, string>();

/** A hash of the module's content: another content is another configuration. Throws `config-invalid`. */
export function moduleHash({ path }: ModuleFunction, { kind, keys }: ModuleWords): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new LongshoreError('config-invalid', `The ${kind} ${path} ${what}`, {
      remedy: `Correct ${keys}path, which is relative to the folder of longshore.yaml.`,
      cause,
    });
  }
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/**
 * Loads the function of a module, anew where the module has changed; the modules that it imports itself are kept as they
 * were. Throws `config-invalid` where the module is missing, does not load, or has no such function.
 */
export async function loadFunction(module: ModuleFunction, words: ModuleWords): Promise<CallableFunction> {
  const { path, export: name } = module;
  const hash = moduleHash(module, words);
  if (loadedHashes.get(path) !== hash) delete require.cache[path];
  loadedHashes.set(path, hash);
  const found = await exportOf(module, hash, words);
  if (typeof found === 'function') return found;
  const exported = found === undefined ? `exports no ${name}` : `exports a ${name} that is no function`;
  throw new LongshoreError('config-invalid', `The ${words.kind} ${path} ${exported}`, {
    remedy: `Write \`export function ${name}(${words.argument}) { … }\` in it, or correct ${words.keys}export.`,
  });
}

async function exportOf({ path, export: name }: ModuleFunction, hash: string, { kind }: ModuleWords): Promise<unknown> {
  try {
    const module = (await import(`${pathToFileURL(path)}?${hash}`)) as Record<string, unknown>;
    if (Object.hasOwn(module, name)) return module[name];
    // Of a CommonJS module Node finds the names of its exports only where they are written plainly.
    const { default: all } = module;
    return typeof all === 'object' && all !== null && Object.hasOwn(all, name) ? Reflect.get(all, name) : undefined;
  } catch (cause) {
    throw new LongshoreError('config-invalid', `The ${kind} ${path} does not load: ${reasonOf(cause, path)}`, {
      remedy: 'Correct it; an ES module is best called .mjs, a CommonJS module .cjs.',
      cause,
    });
  }
}

/** Node's own words tell of code and of names of modules; what the module itself throws may tell more. */
function reasonOf(error: unknown, path: string): string {
  const isNodes =
    error instanceof SyntaxError ||
    (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND');
  return isNodes ? error.message : whereItThrew(error, basename(path));
}
