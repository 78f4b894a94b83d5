import { z } from 'zod';
import { isPersonalTag } from '../../contract/couriers/personal-tags';
import type { TableColumn, TaggedTable } from '../tables';
import type { ParsedStatements } from './parse-statement';
import { type Origin, PersonalNames } from './personal-names';
import { aliasOf, columnIn, isExpression, isStar, nodesIn, type TreeNode } from './tree-node';

/**
 * Tags of the columns that a query answers, for values of persons are not shown: no engine says what a column is made of. It
 * is read from the statement's parts. Where these do not tell, because a query puts one column under another or renames by
 * pattern, or cannot be taken apart, all columns have the tag: rather one too many is hidden.
 *
 * @param sql needed where it could not be parsed
 */
export function tagColumns(
  parsed: ParsedStatements,
  sql: string,
  columns: readonly TableColumn[],
  tables: readonly TaggedTable[],
): TableColumn[] {
  const nodes = nodesIn(parsed.nodes ?? []);
  const { asked, isOfAll } = parsed.nodes === undefined ? namedIn(sql, tables) : askedBy(nodes, tables);
  const first = firstPersonal(isOfAll ? tables : asked);
  const tags = new Map<string, string>();
  for (const { name, tag } of asked.flatMap((table) => table.columns)) {
    const other = tags.get(name.toLowerCase());
    // Of two columns of one name that of a person counts.
    if (tag !== undefined && (other === undefined || !isPersonalTag(other))) tags.set(name.toLowerCase(), tag);
  }
  const originOf =
    first === undefined ? () => undefined : originsOf({ nodes, parsed, columns, asked, first, isInDoubt: isOfAll });
  return columns.map((column, index) => {
    const own = tags.get(column.name.toLowerCase());
    if (own !== undefined && isPersonalTag(own)) return { ...column, tag: own };
    const origin = originOf(index);
    if (origin !== undefined) return { ...column, ...origin };
    return own === undefined ? column : { ...column, tag: own };
  });
}

interface Asked {
  readonly asked: readonly TaggedTable[];
  /** True where values may come from any table. */
  readonly isOfAll: boolean;
}

function askedBy(nodes: readonly TreeNode[], tables: readonly TaggedTable[]): Asked {
  const names = new Set(
    nodes.flatMap(({ type, table_name: name }) => (type === 'BASE_TABLE' ? [String(name).toLowerCase()] : [])),
  );
  // What PostgreSQL keeps of values and of queries, and its functions that take a query or a table as text.
  const isOfAll =
    [...names].some((name) => name.startsWith('pg_stat')) ||
    nodes.some(({ function_name: name }) => /_to_xml|^dblink/.test(String(name ?? '').toLowerCase()));
  return { asked: tables.filter(({ name }) => names.has(name.toLowerCase())), isOfAll };
}

/** Of a statement that is none of DuckDB's. Names may be escaped in it: `U&"\0065mail"`. */
function namedIn(sql: string, tables: readonly TaggedTable[]): Asked {
  const text = sql.toLowerCase();
  const asked = tables.filter(({ name }) => text.includes(name.toLowerCase()));
  return { asked, isOfAll: firstPersonal(asked) !== undefined || /u&"|pg_stat|_to_xml|dblink/.test(text) };
}

function firstPersonal(tables: readonly TaggedTable[]): string | undefined {
  return tables
    .flatMap(({ columns }) => columns.map(({ tag }) => tag))
    .find((tag) => tag !== undefined && isPersonalTag(tag));
}

interface Lineage {
  readonly nodes: readonly TreeNode[];
  readonly parsed: ParsedStatements;
  readonly columns: readonly TableColumn[];
  readonly asked: readonly TaggedTable[];
  readonly first: string;
  readonly isInDoubt: boolean;
}

/** What each column is made of, by its place: that of its expression, or behind a star by its name. */
function originsOf({
  nodes,
  parsed,
  columns,
  asked,
  first,
  isInDoubt,
}: Lineage): (index: number) => Origin | undefined {
  const names = new PersonalNames(nodes, asked, first);
  const items = itemsOf(parsed.nodes?.[0]);
  const stars = items.filter(isStar).length;
  // What is named for a field (`place.city`) or a function (`p.to_json`) has a name that says nothing.
  const isNamed = (item: TreeNode) =>
    aliasOf(item) !== undefined || isStar(item) || names.ofColumn(columnIn(item)?.at(-1) ?? '') !== undefined;
  const isUnnamed = (item: TreeNode) => !isNamed(item) && names.ofExpression(item) !== undefined;
  const inDoubt =
    isInDoubt ||
    nodes.some((part) => hidesOrigins(part, names)) ||
    nodes.some((part) => itemsWithin(part).some(isUnnamed)) ||
    (stars === 0 && items.length !== columns.length) ||
    (stars > 1 && items.some(isUnnamed)) ||
    (stars > 0 && items.some(({ function_name: name }) => name === 'unnest'));
  if (inDoubt) return () => ({ tag: first, isMade: true });
  const firstStar = items.findIndex(isStar);
  const behindStars = items.length - items.findLastIndex(isStar) - 1;
  return (index) => {
    const fromEnd = columns.length - index;
    const item =
      stars === 0 || index < firstStar ? items[index] : fromEnd <= behindStars ? items.at(-fromEnd) : undefined;
    return item === undefined ? names.ofColumn(columns[index]?.name ?? '') : names.ofExpression(item);
  };
}

const select = z.object({ type: z.literal('SELECT_NODE'), select_list: z.array(z.record(z.string(), z.unknown())) });

function itemsOf(query: unknown): readonly TreeNode[] {
  return select.safeParse(query).data?.select_list ?? [];
}

const subquery = z.object({ subquery: z.object({ node: z.unknown() }) });
const common = z.object({ query: z.object({ node: z.unknown() }) });

/** Expressions of a query that stands for a table: what is unnamed in it has the name that its engine gives it. */
function itemsWithin(part: TreeNode): readonly TreeNode[] {
  if (isExpression(part)) return [];
  return itemsOf(subquery.safeParse(part).data?.subquery.node ?? common.safeParse(part).data?.query.node);
}

/** Names of one part stand over values of another; names are given by place, or by pattern; rows are summed up, or made. */
function hidesOrigins(part: TreeNode, names: PersonalNames): boolean {
  const {
    type,
    columns,
    expr,
    replace_list: replaced,
    rename_list: renamed,
    column_name_alias: aliased,
    aliases,
  } = part;
  const kinds = ['SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'POSITIONAL_REFERENCE', 'SHOW_REF', 'PIVOT'];
  if (kinds.includes(String(type)) || columns === true) return true;
  if ([replaced, renamed, aliased, aliases].some((list) => Array.isArray(list) && list.length > 0)) return true;
  if (isStar(part)) return expr !== undefined || names.ofColumn(String(part.relation_name ?? '')) !== undefined;
  return ['TABLE_FUNCTION', 'EXPRESSION_LIST'].includes(String(type)) && names.ofExpression(part) !== undefined;
}
