import { z } from 'zod';

/** A part of a statement, as DuckDB serializes it. */
export type TreeNode = Readonly<Record<string, unknown>>;

const node = z.record(z.string(), z.unknown());

/** All parts within a value, itself among them. */
export function nodesIn(value: unknown): TreeNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  const { data } = node.safeParse(value);
  return data === undefined ? [] : [data, ...Object.values(data).flatMap(nodesIn)];
}

/** The name that a part is given, in small letters; undefined where it is given none. */
export function aliasOf({ alias }: TreeNode): string | undefined {
  return typeof alias === 'string' && alias !== '' ? alias.toLowerCase() : undefined;
}

/** Expressions have a class, and what stands behind FROM has none. */
export function isExpression(part: TreeNode): boolean {
  return part.class !== undefined;
}

const columnRef = z.object({ class: z.literal('COLUMN_REF'), column_names: z.array(z.string()).min(1) });

/** The parts of a column's name, in small letters: `["d", "visitor_id"]`. Undefined for what is no column. */
export function columnIn(part: TreeNode): readonly string[] | undefined {
  return columnRef.safeParse(part).data?.column_names.map((name) => name.toLowerCase());
}

export function isStar(part: TreeNode): boolean {
  return part.type === 'STAR';
}
