import { z } from 'zod';
import type { PassRequest } from '../contract/batch';
import { loadFunction, type ModuleWords, moduleHash, moduleKeys } from './load-module';
import { passPolicy } from './pass-policy';

/** A target that is a function of the user's own, in a module that the worker loads. */
export const moduleEndPoint = z.strictObject({ type: z.literal('module'), ...moduleKeys, ...passPolicy });

/** `path` is absolute once the configuration is loaded; times in ms. */
export type ModuleEndPoint = z.output<typeof moduleEndPoint>;

const words: ModuleWords = { kind: 'end point module', keys: '', argument: 'request' };

/** A hash of the module's content. Throws `config-invalid`. */
export function endPointHash(endPoint: ModuleEndPoint): string {
  return moduleHash(endPoint, words);
}

/** What a module exports: it answers a `TargetAnswer`, at once or later. */
export type TargetFunction = (request: PassRequest, context: { readonly signal: AbortSignal }) => unknown;

/** Loads a target's function as it is now. Throws `config-invalid`. */
export async function loadTarget(endPoint: ModuleEndPoint): Promise<TargetFunction> {
  return (await loadFunction(endPoint, words)) as unknown as TargetFunction;
}
