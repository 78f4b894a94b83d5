import { z } from 'zod';
import { type DuckDbSession, quotedText } from '../../connectors/duckdb';

const serialized = z.discriminatedUnion('error', [
  z.object({ error: z.literal(true), error_type: z.string(), error_message: z.string() }),
  z.object({ error: z.literal(false), statements: z.array(z.object({ node: z.unknown() })) }),
]);

/** Statements as DuckDB takes them apart, which it does with those that read alone; or why it does not. */
export type ParsedStatements =
  | { readonly nodes: readonly unknown[] }
  | { readonly nodes: undefined; readonly isSyntax: boolean; readonly message: string };

/** Nothing of the statement is run, and no table of it is looked up. */
export async function parseStatement(session: DuckDbSession, sql: string): Promise<ParsedStatements> {
  const { tree } = await session.row(
    `SELECT json_serialize_sql(${quotedText(sql)}, skip_default := true)::VARCHAR AS tree`,
    z.object({ tree: z.string() }),
  );
  const parsed = serialized.parse(JSON.parse(tree));
  if (!parsed.error) return { nodes: parsed.statements.map(({ node }) => node) };
  return { nodes: undefined, isSyntax: parsed.error_type === 'parser', message: parsed.error_message };
}
