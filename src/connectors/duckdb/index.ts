export { DuckDbSession, type SessionOptions } from './duckdb-session';
export { type DuckDb, openDuckDb } from './open-duckdb';
export { quotedName, quotedText } from './quoted';
export type { DuckDbSettings } from './settings';
