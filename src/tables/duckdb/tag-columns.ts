import { z } from 'zod';
import { isPersonalTag } from '../../contract/couriers/personal-tags';
import type { TableColumn } from '../tables';
import type { KnownFeed } from './ledger';

const node = z.record(z.string(), z.unknown());
const columnRef = z.object({ type: z.literal('COLUMN_REF'), column_names: z.array(z.string()).min(1) });
const baseTable = z.object({ type: z.literal('BASE_TABLE'), table_name: z.string(), alias: z.string().default('') });

/**
 * Tags of the columns that a query answers, for values of persons are not shown: the engine does not say where a column
 * comes from. One has the tag of the column that it is named for, and whatever is made of values of persons and named anew
 * has theirs. Where names alone do not tell, because a query puts one column under another or renames by pattern, all
 * columns have the tag: rather one too many is hidden.
 */
export function tagColumns(tree: unknown, columns: readonly TableColumn[], feeds: readonly KnownFeed[]): TableColumn[] {
  const nodes = nodesOf(tree);
  const tables = nodes.flatMap((value) => baseTable.safeParse(value).data ?? []);
  const asked = new Set(tables.map(({ table_name: name }) => name.toLowerCase()));
  const tags = new Map<string, string>();
  for (const { feed, tags: own } of feeds) {
    if (asked.has(feed.toLowerCase())) for (const [name, tag] of Object.entries(own)) tags.set(name.toLowerCase(), tag);
  }
  const personal = new Map([...tags].filter(([, tag]) => isPersonalTag(tag)));
  const [first] = personal.values();
  if (first !== undefined) {
    // A table's name where a column stands is the whole row.
    for (const { table_name: name, alias } of tables) personal.set((alias || name).toLowerCase(), first);
    followNames(nodes, personal);
  }
  const all = nodes.some(isInDoubt) ? first : undefined;
  return columns.map((column) => {
    const tag = tags.get(column.name.toLowerCase()) ?? all ?? tagOf(column.name, personal);
    return tag === undefined ? column : { ...column, tag };
  });
}

/** Gives each alias the tag of what it is a name for, until none is new: one may be of another. */
function followNames(nodes: readonly Readonly<Record<string, unknown>>[], personal: Map<string, string>): void {
  const named = nodes.flatMap((value) => {
    const { alias } = value;
    return typeof alias === 'string' && alias !== '' ? [{ alias: alias.toLowerCase(), refs: refsIn(value) }] : [];
  });
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const { alias, refs } of named) {
      const tag = refs.map((name) => tagOf(name, personal)).find((found) => found !== undefined);
      if (tag === undefined || personal.has(alias)) continue;
      personal.set(alias, tag);
      isNew = true;
    }
  }
}

/** Of a name, also of one that the engine has made of an expression: `max(email)`. */
function tagOf(name: string, personal: ReadonlyMap<string, string>): string | undefined {
  const lower = name.toLowerCase();
  const words = lower.split(/[^\p{L}\p{N}_]+/u);
  return personal.get(lower) ?? words.map((word) => personal.get(word)).find((tag) => tag !== undefined);
}

function refsIn(value: unknown): string[] {
  return nodesOf(value).flatMap((found) => columnRef.safeParse(found).data?.column_names.slice(-1) ?? []);
}

/** Names of the first part stand over values of the second; names are given by place, or by pattern; rows are summed up. */
function isInDoubt(value: Readonly<Record<string, unknown>>): boolean {
  const { type, columns, replace_list: replaced, rename_list: renamed, column_name_alias: aliased, aliases } = value;
  const kinds = ['SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'POSITIONAL_REFERENCE', 'SHOW_REF'];
  const lists = [replaced, renamed, aliased, aliases];
  return (
    kinds.includes(String(type)) || columns === true || lists.some((list) => Array.isArray(list) && list.length > 0)
  );
}

function nodesOf(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  const { data } = node.safeParse(value);
  return data === undefined ? [] : [data, ...Object.values(data).flatMap(nodesOf)];
}
