import { z } from 'zod';
import type { DuckDbSession } from '../../connectors/duckdb';
import { LongshoreError } from '../../contract/failure';
import { nearestWord } from '../../contract/nearest-word';
import { type ParsedStatements, parseStatement } from '../lineage/parse-statement';

/** What may stand behind FROM; what the engine may come to have one day is not among it. */
const references = new Set([
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'EXPRESSION_LIST',
  'EMPTY',
  'TABLE_FUNCTION',
  'SHOW_REF',
]);
/** Functions that stand where a table does, and make rows of their arguments alone. */
const tableFunctions = new Set(['range', 'generate_series', 'unnest', 'json_each', 'json_tree']);
/** Functions that tell of the machine and its settings, or that change something. */
const refusedFunctions = new Set([
  'getenv',
  'current_setting',
  'nextval',
  'currval',
  'setseed',
  'write_log',
  'sleep_ms',
]);

/** Names of tables by their schema. */
type Tables = ReadonlyMap<string, readonly string[]>;

/**
 * Holds a query to one statement that reads tables, and nothing else: no file, no setting, no function with effects.
 *
 * The engine itself takes the statement apart, which it does with a SELECT alone. What stands behind FROM is checked
 * against the tables that are there, for a name that it does not know the engine takes for that of a file. Behind this are
 * two more walls: the transaction only reads, and the database opens no file but scratch files.
 *
 * Answers the statement's parts. Throws `query-invalid`.
 */
export async function checkQuery(session: DuckDbSession, sql: string): Promise<ParsedStatements> {
  const parsed = await parseStatement(session, sql);
  const { nodes } = parsed;
  if (nodes === undefined) throw refused(parsed.isSyntax ? parsed.message : 'it is no statement that reads');
  if (nodes.length !== 1) throw refused(`it has ${nodes.length} statements, and must have one`);
  const tables = await tablesOf(session);
  for (const node of nodes) checkNode(node, tables, new Set());
  return parsed;
}

async function tablesOf(session: DuckDbSession): Promise<Tables> {
  const rows = await session.rows(
    'SELECT schema_name AS schema, table_name AS name FROM duckdb_tables() WHERE database_name = current_database()',
    z.object({ schema: z.string(), name: z.string() }),
  );
  const named = (schema: string) => rows.filter((row) => row.schema === schema).map(({ name }) => name);
  return new Map(['main', '_longshore'].map((schema) => [schema, named(schema)]));
}

const node = z.record(z.string(), z.unknown());
const reference = z.object({ type: z.string(), class: z.undefined().optional() });
const baseTable = z.object({
  table_name: z.string(),
  schema_name: z.string().default('main'),
  catalog_name: z.undefined().optional(),
});

/** Walks all of the tree, whatever its shape: each table and function that is met is checked. */
function checkNode(value: unknown, tables: Tables, queries: ReadonlySet<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) checkNode(item, tables, queries);
    return;
  }
  const read = node.safeParse(value);
  if (!read.success) return;
  const within = new Set([...queries, ...queriesOf(read.data)]);
  checkReference(read.data, tables, within);
  checkFunction(read.data);
  for (const [key, child] of Object.entries(read.data)) {
    if (key === 'from_table') requireKnownReference(child);
    checkNode(child, tables, within);
  }
}

function requireKnownReference(value: unknown): void {
  const { data } = reference.safeParse(value);
  if (data === undefined || !references.has(data.type)) throw refused('what stands behind FROM is no table');
}

function checkReference(value: Readonly<Record<string, unknown>>, tables: Tables, queries: ReadonlySet<string>): void {
  const type = reference.safeParse(value).data?.type;
  if (type === 'JOIN') for (const side of [value.left, value.right]) requireKnownReference(side);
  if (type === 'BASE_TABLE') requireTable(value, tables, queries);
  if (type === 'TABLE_FUNCTION') {
    const name = z.object({ function: z.object({ function_name: z.string() }) }).safeParse(value).data
      ?.function.function_name;
    if (name === undefined || !tableFunctions.has(name.toLowerCase()))
      throw refused(`${name} cannot stand behind FROM`);
  }
  // SHOW has no query within, and DESCRIBE and SUMMARIZE have.
  if (type === 'SHOW_REF' && value.query === undefined) throw refused('SHOW is not for queries');
}

function requireTable(value: unknown, tables: Tables, queries: ReadonlySet<string>): void {
  const { data } = baseTable.safeParse(value);
  if (data === undefined) throw refused('other databases are not for queries');
  const { table_name: name, schema_name: schema } = data;
  const isThere = (names: readonly string[]) => names.some((known) => known.toLowerCase() === name.toLowerCase());
  if (isThere(tables.get(schema) ?? []) || (schema === 'main' && queries.has(name.toLowerCase()))) return;
  const near = nearestWord(name, [...(tables.get('main') ?? [])]);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  throw refused(`there is no table ${JSON.stringify(name.slice(0, 200))}${hint}`);
}

function checkFunction({ function_name: name }: Readonly<Record<string, unknown>>): void {
  if (typeof name === 'string' && refusedFunctions.has(name.toLowerCase())) throw refused(`${name} is not for queries`);
}

const withQueries = z.object({ cte_map: z.object({ map: z.array(z.object({ key: z.string() })) }) });

/**
 * Parts of a query that WITH names. One that could be the name of a file has none: it would pass for a table where it is
 * not known, and the file be read.
 */
function queriesOf(value: unknown): string[] {
  const names = withQueries.safeParse(value).data?.cte_map.map.map(({ key }) => key) ?? [];
  const odd = names.find((name) => !/^[\p{L}\p{N}_ ]+$/u.test(name));
  if (odd !== undefined)
    throw refused(`${JSON.stringify(odd.slice(0, 200))} must be named with letters, digits and underscores`);
  return names.map((name) => name.toLowerCase());
}

function refused(why: string): LongshoreError {
  return new LongshoreError('query-invalid', `The query is not answered: ${why}${/[.?!]$/.test(why) ? '' : '.'}`);
}
