import { z } from 'zod';
import { LongshoreError } from '../contract/failure';
import { loadFunction, type ModuleWords, moduleHash, moduleKeys } from './load-module';

/** A function of the user's own that takes the place of `fields`. */
export const mappingModule = z.strictObject(moduleKeys);

/** `path` is absolute once the configuration is loaded. */
export type MappingModule = z.output<typeof mappingModule>;

/** Makes the fields of the destination's object of a record, or null or undefined to leave the record out. */
export type MappingFunction = (record: Record<string, unknown>, context: object) => unknown;

const words: ModuleWords = { kind: 'mapping module', keys: 'mapping.', argument: 'record' };

/** A hash of the module's content. Throws `config-invalid`. */
export function mappingHash(mapping: MappingModule): string {
  return moduleHash(mapping, words);
}

/** Loads a mapping's function as it is now. Throws `config-invalid`, also for one that is asynchronous. */
export async function loadMapping(mapping: MappingModule): Promise<MappingFunction> {
  const found = await loadFunction(mapping, words);
  if (Object.prototype.toString.call(found) === '[object AsyncFunction]') {
    throw new LongshoreError('config-invalid', `${mapping.export} of ${mapping.path} is asynchronous`, {
      remedy: 'A mapping is a pure function: take `async` away, and what it waits for.',
    });
  }
  return found as unknown as MappingFunction;
}
