import type { FaultyCall } from './fault-script';
import type { CatalogObject } from './object-catalog';
import type { ParsedJson } from './parse-json';
import { keyOf } from './record-check';
import type { Route } from './route';

/** How many records a call brings; what they are like is not looked at. */
export function recordsIn(route: Route, body: ParsedJson | undefined): number {
  if (route.kind !== 'batch' || body === undefined || 'problem' in body) return 0;
  return Array.isArray(body.value) ? body.value.length : 1;
}

/** A call as the fault script sees it; its keys are looked up only if a fault asks for some. */
export function faultyCall(path: string, object: CatalogObject | undefined, body: ParsedJson | undefined): FaultyCall {
  let keys: Set<string | undefined> | undefined;
  const keysOfBatch = (): Set<string | undefined> => {
    if (object === undefined || body === undefined || 'problem' in body) return new Set();
    return new Set([body.value].flat().map((record) => keyOf(object, record)));
  };
  return {
    path,
    holds: (wanted) => {
      keys ??= keysOfBatch();
      return wanted.some((key) => keys?.has(key));
    },
  };
}
