import type { YamlPath } from './yaml-source';

/** The value at a path of a tree of plain objects and lists, or undefined where there is none. */
export function valueAt(tree: unknown, path: YamlPath): unknown {
  let value = tree;
  for (const step of path) {
    const inside = isSection(value) || Array.isArray(value) ? (value as Record<string | number, unknown>) : {};
    value = Object.hasOwn(inside, step) ? inside[step] : undefined;
  }
  return value;
}

/** True for what is a map in the file. */
export function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of the map at a path; none where there is no map. */
export function keysAt(tree: unknown, path: YamlPath): readonly string[] {
  const section = valueAt(tree, path);
  return isSection(section) ? Object.keys(section) : [];
}
