import type { FeedConfig } from '../../config';
import { quotedName } from '../../connectors/duckdb';
import { castField, typeOfField } from './cast-field';
import type { FileGroup } from './file-group';
import { columnOfField } from './match-columns';

/** A column of what is staged, and of the table. */
export interface StagedColumn {
  readonly name: string;
  /** In the words of DuckDB. */
  readonly type: string;
}

/**
 * What a database cannot keep of a column's values, though they are of its type: a condition on their expression, and what
 * the column then has or is, for messages. Rows that it is true of are bad.
 */
export type RefusedValues = (
  column: StagedColumn,
  field: FeedConfig['fields'][string],
  sql: string,
) => { readonly when: string; readonly what: string } | undefined;

/** Names of a stage's own columns: no field has a colon. */
export const stage = {
  view: quotedName('longshore:stage'),
  file: quotedName('longshore:file'),
  row: quotedName('longshore:row'),
  line: quotedName('longshore:line'),
  bad: quotedName('longshore:bad'),
  record: quotedName('longshore:record'),
} as const;

/**
 * The columns of a feed. A nested one has the type that its table has, else that of the newest file with it, and JSON
 * where none has it.
 */
export function columnsOfFeed(
  settings: FeedConfig,
  groups: readonly FileGroup[],
  tableTypes: ReadonlyMap<string, string>,
): StagedColumn[] {
  const newestFirst = [...groups].sort((one, other) => other.last - one.last);
  return Object.entries(settings.fields).map(([name, field]) => {
    const found = newestFirst.flatMap(({ columns }) => columnOfField(columns, name, settings) ?? [])[0];
    const nested = found === undefined || found.type === 'VARCHAR' ? 'JSON' : found.type;
    return { name, type: typeOfField(field) ?? tableTypes.get(name) ?? nested };
  });
}

/**
 * The statement whose rows are those of all files, cast to the columns of the feed. `longshore:bad` is null for a good row;
 * else it says by `faultOf` what is wrong. An expression that a reader does not ask for is not worked out.
 */
export function stageSelect(
  groups: readonly FileGroup[],
  columns: readonly StagedColumn[],
  settings: FeedConfig,
  refused: RefusedValues,
): string {
  if (groups.length === 0) {
    const none = columns.map(({ name, type }) => `NULL::${type} AS ${quotedName(name)}`);
    const own = ['INTEGER', 'BIGINT', 'BIGINT', 'INTEGER', 'VARCHAR'];
    const ownNames = [stage.file, stage.row, stage.line, stage.bad, stage.record];
    return `SELECT ${[...none, ...ownNames.map((name, index) => `NULL::${own[index]} AS ${name}`)].join(', ')} WHERE false`;
  }
  return groups.map((group) => groupSelect(group, columns, settings, refused)).join(' UNION ALL ');
}

function groupSelect(
  group: FileGroup,
  columns: readonly StagedColumn[],
  settings: FeedConfig,
  refused: RefusedValues,
): string {
  const faults: string[] = [];
  const values = columns.map((column, index) => {
    const { name, type } = column;
    const source = columnOfField(group.columns, name, settings);
    const field = settings.fields[name];
    const cast =
      source === undefined || field === undefined
        ? { sql: `NULL::${type}`, bad: undefined }
        : castField(source, field, type);
    const push = (when: string, kind: number) => faults.push(`WHEN ${when} THEN ${index * faultKinds + kind}`);
    if (cast.bad !== undefined) push(cast.bad, 0);
    // Behind the first, for a key that could not be read is null as well.
    if (settings.primaryKey.includes(name)) push(`(${cast.sql}) IS NULL`, 1);
    const limit = field && source && refused(column, field, `(${cast.sql})`);
    if (limit !== undefined) push(limit.when, 2);
    return `${cast.sql} AS ${quotedName(name)}`;
  });
  const own = [
    `${group.file}::INTEGER AS ${stage.file}`,
    `${group.row}::BIGINT AS ${stage.row}`,
    `${group.line} AS ${stage.line}`,
    `CASE ${faults.join(' ')} END::INTEGER AS ${stage.bad}`,
    `${group.record} AS ${stage.record}`,
  ];
  return `SELECT ${[...values, ...own].join(', ')} FROM ${group.from}`;
}

/** A column has as many: a value that is not of its type, none in the key, and one that is refused. */
const faultKinds = 3;

/** What `longshore:bad` says of a row. */
export function faultOf(
  bad: number,
  columns: readonly StagedColumn[],
  settings: FeedConfig,
  refused: RefusedValues,
): { readonly column: string; readonly message: string } {
  const staged = columns[Math.floor(bad / faultKinds)];
  const name = staged?.name ?? '';
  const field = settings.fields[name];
  const format = field?.format === undefined ? '' : ` of the format ${field.format}`;
  const whats = [
    `cannot be read as ${field?.type ?? ''}${format}`,
    'is empty, and part of the key',
    staged && field && refused(staged, field, '')?.what,
  ];
  return { column: name, message: `${name} ${whats[bad % faultKinds]}` };
}
