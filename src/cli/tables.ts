import Table from 'cli-table3';
import type { ExportFormat, ToldTable } from '../contract/couriers/table-request';
import { type FailureReport, LongshoreError } from '../contract/failure';
import { isoSecond } from '../contract/iso-second';
import type { Session } from '../runs/session';
import { answerContentKey, readPieces } from '../storage';
import { askTables } from './ask-tables';
import { connectionMeant, tableConnections, tableNameOf } from './table-connections';
import { writeWhole } from './write-whole';

export interface ListedTable extends ToldTable {
  readonly connection: string;
}

/** The tables of all connections, or of one; and why those of some are not known. */
export interface ListedTables {
  readonly tables: readonly ListedTable[];
  readonly faults: readonly { readonly connection: string; readonly error: FailureReport }[];
}

/** Asks who has them. What one connection cannot tell does not hide what another tells. */
export async function listTables(session: Session, connections: readonly string[]): Promise<ListedTables> {
  const asked = await Promise.all(
    connections.map(async (connection) => {
      try {
        const tables = await askTables(
          session,
          'tables',
          () => ({ ask: 'tables', connection }),
          (told) => told.tables,
        );
        return { tables: tables.map((table) => ({ connection, ...table })), faults: [] };
      } catch (error) {
        if (!(error instanceof LongshoreError)) throw error;
        return { tables: [], faults: [{ connection, error: error.report() }] };
      }
    }),
  );
  return { tables: asked.flatMap(({ tables }) => tables), faults: asked.flatMap(({ faults }) => faults) };
}

/** As `listTables`, for a command that is about tables alone: throws where nobody has told of any. */
export async function requireTables(session: Session, named: string | undefined): Promise<ListedTables> {
  const connections = named === undefined ? tableConnections(session.config) : [connectionMeant(session.config, named)];
  if (connections.length === 0) connectionMeant(session.config, undefined);
  const listed = await listTables(session, connections);
  const [fault] = listed.faults;
  if (fault === undefined || listed.faults.length < connections.length) return listed;
  const { code, message, remedy } = fault.error;
  throw new LongshoreError(code, message, { remedy });
}

/** One table with its columns. Throws `unknown-table`. */
export async function findTable(session: Session, name: string, named: string | undefined): Promise<ListedTable> {
  const table = tableNameOf(session.config, name);
  const { tables } = await requireTables(session, connectionMeant(session.config, named, table));
  const found = tables.find((one) => one.name === table);
  if (found) return found;
  throw new LongshoreError('unknown-table', `There is no table \`${table}\``);
}

/** Writes all rows of a table into a file, whole or not at all. Answers how many they are. */
export async function exportTable(
  session: Session,
  name: string,
  {
    connection: named,
    format,
    to,
  }: { readonly connection?: string; readonly format: ExportFormat; readonly to: string },
): Promise<number> {
  const table = tableNameOf(session.config, name);
  const connection = connectionMeant(session.config, named, table);
  return writeWhole(to, (file) =>
    askTables(
      session,
      'export',
      () => ({ ask: 'export', connection, table, format }),
      async ({ rows, content }, request) => {
        const pieces = readPieces(session.storage, { key: answerContentKey(request), ...content });
        for await (const piece of pieces) await file.writeFile(piece);
        return rows;
      },
    ),
  );
}

/** The table of `longshore tables list`. */
export function tablesText({ tables }: ListedTables): string {
  if (tables.length === 0) return 'No tables yet.\n';
  const table = new Table({
    head: ['Table', 'Connection', 'Rows', 'Columns', 'Key', 'Loaded'],
    style: { head: [], border: [] },
  });
  for (const { name, connection, rows, columns, primaryKey, loadedAt } of tables) {
    table.push([name, connection, rows, columns.length, primaryKey.join(', '), timeOr(loadedAt)]);
  }
  return `${table.toString()}\n`;
}

/** Everything that `longshore tables show` tells of one. */
export function tableText({ name, connection, rows, primaryKey, loadedAt, columns }: ListedTable): string {
  const table = new Table({ head: ['Column', 'Type', 'Tag'], style: { head: [], border: [] } });
  for (const { name: column, type, tag } of columns) table.push([column, type, tag ?? '']);
  const lines = [
    `Table        ${name}`,
    `Connection   ${connection}`,
    `Rows         ${rows}`,
    `Key          ${primaryKey.join(', ')}`,
    `Loaded       ${loadedAt === undefined ? 'nothing yet' : timeOr(loadedAt)}`,
  ];
  return `${lines.join('\n')}\n${table.toString()}\n`;
}

/** Why tables are missing, a line for each connection; none where none are. */
export function faultsText({ faults }: ListedTables): string {
  return faults.map(({ connection, error }) => `${connection}: ${error.code}: ${error.message}\n`).join('');
}

export function timeOr(ms: number | undefined): string {
  return ms === undefined ? '' : isoSecond(ms);
}
