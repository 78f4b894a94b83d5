import type { FileSample, SampleColumn } from '../contract/couriers/table-request';
import { LongshoreError } from '../contract/failure';
import { rankAsKey, rankAsLastUpdated, tagOfName } from './draft-names';
import type { FeedField } from './feed-field';

/** A feed that is to be drafted. */
export interface FeedDraft {
  /** `<source>:<feed>`. */
  readonly name: string;
  /** The connection of its table. */
  readonly table: string;
  /** What the sample was, for the comment above it. */
  readonly from: string;
}

interface DraftedField extends SampleColumn {
  /** Of the column in the table. */
  readonly field: string;
  readonly is: Pick<FeedField, 'type' | 'scale'>;
}

/**
 * A feed for files like the sample, as a section of longshore.yaml that loads as it is. Names that a table cannot have are
 * replaced; the key, what tells how new a row is, and tags are suggested.
 *
 * Throws `usage-invalid` where no column can be a key.
 */
export function draftFeed({ name, table, from }: FeedDraft, sample: FileSample): string {
  const { fields, leftOut } = draftedFields(sample.columns);
  const [key] = fields
    .filter(({ is }) => is.type !== 'nested')
    .sort((a, b) => Number(isUnique(b, sample)) - Number(isUnique(a, sample)) || rankAsKey(a.name) - rankAsKey(b.name));
  if (key === undefined) {
    throw new LongshoreError('usage-invalid', `${from} has no column that can identify a row`, {
      remedy: 'A feed needs a key: a column that is no list, struct or map.',
    });
  }
  const newest = lastUpdatedOf(fields);
  const doubt = isUnique(key, sample)
    ? `in ${grouped(sample.rows)} rows no two are alike`
    : 'not unique: add more fields';
  const rows = sample.rows === 1 ? '1 row' : `${grouped(sample.rows)} rows`;
  return [
    `# Drafted from ${scalar(from)}, which has ${rows}. Look it over before it is used.`,
    ...leftOut.map((column) => `# Left out: ${scalar(column)}, which only its case tells from another column.`),
    'feeds:',
    `  ${scalar(name)}:`,
    `    table: ${scalar(table)}`,
    `    primaryKey: [${scalar(key.field)}] # ${doubt}`,
    `    lastUpdated: ${newest === undefined ? 'generated' : scalar(newest.field)}`,
    '    fields:',
    ...fields.map((one) => {
      const tag = one === key ? undefined : one === newest ? 'update-dt' : tagOfName(one.name);
      const said = [
        `type: ${one.is.type}`,
        ...(one.is.scale === undefined ? [] : [`scale: ${one.is.scale}`]),
        // `$${` is how the file writes `${`.
        ...(one.field === one.name ? [] : [`from: ${scalar(one.name.replaceAll('${', '$$${'))}`]),
        ...(tag === undefined ? [] : [`tag: ${tag}`]),
      ];
      return `      ${scalar(one.field)}: { ${said.join(', ')} }`;
    }),
    '',
  ].join('\n');
}

/** Fields with names that a table can have, each once whatever its case. */
function draftedFields(columns: readonly SampleColumn[]): {
  readonly fields: readonly DraftedField[];
  readonly leftOut: readonly string[];
} {
  const incoming = new Set<string>();
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  const fields: DraftedField[] = [];
  const leftOut: string[] = [];
  for (const column of columns) {
    const { name } = column;
    // What a file calls a column is found without its case.
    if (incoming.has(name.toLowerCase())) leftOut.push(name);
    else {
      incoming.add(name.toLowerCase());
      const field = isFieldName(name) ? name : freeName(name, taken);
      taken.add(field.toLowerCase());
      fields.push({ ...column, field, is: fieldTypeOf(column.type) });
    }
  }
  return { fields, leftOut };
}

function isFieldName(name: string): boolean {
  // JavaScript takes the last one for more than a name.
  return /^[A-Za-z0-9_]+$/.test(name) && name !== '__proto__';
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const plain = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || 'column';
  for (let number = 1; ; number += 1) {
    const field = number === 1 ? plain : `${plain}_${number}`;
    if (!taken.has(field.toLowerCase())) return field;
  }
}

/** The type of a field for what DuckDB calls a column's type. */
function fieldTypeOf(type: string): Pick<FeedField, 'type' | 'scale'> {
  if (/[[(]/.test(type) && !/^DECIMAL\(\d+,\d+\)$/.test(type) && !type.startsWith('ENUM(')) return { type: 'nested' };
  if (type === 'JSON' || type === 'VARIANT') return { type: 'nested' };
  const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(type) ?? [];
  if (scale !== undefined) return { type: 'decimal', scale: Math.min(37, Number(scale)) };
  if (type === 'BOOLEAN') return { type: 'boolean' };
  if (type === 'DATE') return { type: 'date' };
  if (/^TIMESTAMP/.test(type)) return { type: 'datetime' };
  if (/^(?:U?(?:TINY|SMALL|BIG)INT|U?INTEGER)$/.test(type)) return { type: 'integer' };
  // 39 digits may be too many for an integer.
  if (/^U?HUGEINT$/.test(type)) return { type: 'decimal', scale: 0 };
  return { type: type === 'FLOAT' || type === 'DOUBLE' ? 'float' : 'string' };
}

function isUnique({ nulls, distinct, is }: DraftedField, { rows }: FileSample): boolean {
  // Two floats that are written alike may differ.
  return is.type !== 'float' && nulls === 0 && distinct === rows;
}

function lastUpdatedOf(fields: readonly DraftedField[]): DraftedField | undefined {
  const ranked = fields.flatMap((one) => {
    const rank = rankAsLastUpdated(one.name);
    const isOfTime = one.is.type === 'datetime' || one.is.type === 'integer';
    return rank !== undefined && isOfTime && one.nulls === 0 ? [{ one, rank }] : [];
  });
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.one;
}

const grouped = (count: number): string => count.toLocaleString('en-US');

/** A text as YAML writes it on one line: JSON is YAML. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z_][\w.-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
