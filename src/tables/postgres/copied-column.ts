import type { FeedConfig } from '../../config';
import { quotedName } from '../../connectors/duckdb';
import type { StagedColumn } from '../staging';

/** A staged column as it is written for COPY. */
export function copiedColumn({ name, type }: StagedColumn, { fields }: FeedConfig): string {
  return fields[name]?.type === 'nested' ? nestedAsJson(type, quotedName(name)) : quotedName(name);
}

/** What came as JSON is written anew: DuckDB takes a comma before a bracket, and PostgreSQL does not. */
export function nestedAsJson(type: string, sql: string): string {
  return `${type === 'JSON' ? 'json' : 'to_json'}(${sql})::VARCHAR`;
}
