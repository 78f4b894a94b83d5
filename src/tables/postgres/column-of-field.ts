import type { FeedConfig } from '../../config';
import { postgresName } from '../../connectors/postgres';

/** A column of a table, and of the field that it is made for. */
export interface PostgresColumn {
  readonly name: string;
  /** As `format_type` writes it. */
  readonly type: string;
}

/** The columns of a feed, in the order of its fields. Throws `config-invalid` for a name that is too long. */
export function columnsOfFields(settings: FeedConfig): PostgresColumn[] {
  return Object.entries(settings.fields).map(([name, field]) => {
    postgresName(name);
    return { name, type: typeOfField(field) };
  });
}

function typeOfField({ type, scale = 10 }: FeedConfig['fields'][string]): string {
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'date':
      return 'date';
    case 'datetime':
      return 'timestamp without time zone';
    case 'decimal':
      return `numeric(38,${scale})`;
    case 'float':
      return 'double precision';
    case 'integer':
      return 'bigint';
    case 'string':
      return 'text';
    case 'nested':
      return 'jsonb';
  }
}
