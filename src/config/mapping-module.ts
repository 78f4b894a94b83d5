import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import { whereItThrew } from '../contract/where-it-threw';
import { text } from './settings';

/** A function of the user's own that takes the place of `fields`. */
export const mappingModule = z.strictObject({
  path: z
    .string()
    .regex(/\.[cm]?js$/, { error: 'must be the path of a module whose name ends with .js, .mjs or .cjs' })
    .describe('A CommonJS or ES module, relative to the folder of longshore.yaml.'),
  export: text().describe('The name under which it exports the function.'),
});

/** `path` is absolute once the configuration is loaded. */
export type MappingModule = z.output<typeof mappingModule>;

/** Makes the fields of the destination's object of a record, or null or undefined to leave the record out. */
export type MappingFunction = (record: Record<string, unknown>) => unknown;

/** What Node keeps of each CommonJS module, by path: under that path a changed file would not be read again. */
const loadedHashes = new Map<string, string>();

/** A hash of the module's content: another content is another configuration. Throws `config-invalid`. */
export function mappingHash({ path }: MappingModule): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new LongshoreError('config-invalid', `The mapping module ${path} ${what}`, {
      remedy: 'Correct mapping.path, which is relative to the folder of longshore.yaml.',
      cause,
    });
  }
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/**
 * Loads the function of a mapping module, anew where the module has changed; the modules that it imports itself are kept
 * as they were. Throws `config-invalid` where the module is missing, does not load, or has no such function.
 */
export async function loadMapping(mapping: MappingModule): Promise<MappingFunction> {
  const { path, export: name } = mapping;
  const hash = mappingHash(mapping);
  if (loadedHashes.get(path) !== hash) delete require.cache[path];
  loadedHashes.set(path, hash);
  const found = await exportOf(path, hash, name);
  if (typeof found !== 'function') {
    const exported = found === undefined ? `exports no ${name}` : `exports a ${name} that is no function`;
    throw new LongshoreError('config-invalid', `The mapping module ${path} ${exported}`, {
      remedy: `Write \`export function ${name}(record) { … }\` in it, or correct mapping.export.`,
    });
  }
  if (Object.prototype.toString.call(found) === '[object AsyncFunction]') {
    throw new LongshoreError('config-invalid', `${name} of ${path} is asynchronous`, {
      remedy: 'A mapping is a pure function: take `async` away, and what it waits for.',
    });
  }
  return found as MappingFunction;
}

async function exportOf(path: string, hash: string, name: string): Promise<unknown> {
  try {
    const module = (await import(`${pathToFileURL(path)}?${hash}`)) as Record<string, unknown>;
    if (Object.hasOwn(module, name)) return module[name];
    // Of a CommonJS module Node finds the names of its exports only where they are written plainly.
    const { default: all } = module;
    return typeof all === 'object' && all !== null && Object.hasOwn(all, name) ? Reflect.get(all, name) : undefined;
  } catch (cause) {
    throw new LongshoreError('config-invalid', `The mapping module ${path} does not load: ${reasonOf(cause, path)}`, {
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
