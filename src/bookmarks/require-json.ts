import type { JsonValue } from '../contract/bookmark';
import { LongshoreError } from '../contract/failure';

/**
 * Refuses what JSON would drop, change or trip over: Dates, bigints, NaN, infinities, undefined, functions, symbols,
 * objects of classes, and circles. Throws `bookmark-value-invalid`, which names the element and the place in it.
 */
export function requireJson(key: string, value: unknown): asserts value is JsonValue {
  walk(value, '', new Set(), (path, what) => {
    const place = path === '' ? '' : ` at ${path}`;
    throw new LongshoreError('bookmark-value-invalid', `The value of '${key}'${place} is ${what}, which is not JSON`);
  });
}

type Refuse = (path: string, what: string) => never;

function walk(value: unknown, path: string, above: Set<object>, refuse: Refuse): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(path, String(value));
    return;
  }
  if (typeof value !== 'object') refuse(path, value === undefined ? 'undefined' : `a ${typeof value}`);
  if (above.has(value)) refuse(path, 'a circle');
  above.add(value);
  if (Array.isArray(value)) {
    // By position: a hole is undefined, and forEach would pass over it.
    for (let index = 0; index < value.length; index += 1) walk(value[index], `${path}[${index}]`, above, refuse);
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    // A plain object of another realm (a vm, a test runner) has that realm's Object.prototype.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) refuse(path, `a ${value.constructor.name}`);
    if (Object.getOwnPropertySymbols(value).length > 0) refuse(path, 'an object with symbols');
    for (const [name, member] of Object.entries(value)) walk(member, `${path}.${name}`, above, refuse);
  }
  above.delete(value);
}
