import type { Command } from 'commander';
import type { ExportFormat } from '../../contract/couriers/table-request';
import { inSession } from '../in-session';
import { parseFormat } from '../parse-format';
import { print, printJson } from '../print';
import { wholeNumber } from '../whole-number';

interface TableFlags {
  readonly connection?: string;
  readonly json?: boolean;
}

interface RowFlags extends TableFlags {
  readonly limit: number;
  readonly showPersonal?: boolean;
}

const connectionWords = 'the connection, where it has several of tables';

export function addTables(longshore: Command): void {
  const tables = longshore.command('tables').description('the tables that couriers load');
  tables
    .command('list')
    .option('--connection <name>', 'only those of this connection')
    .option('--json', 'print them as JSON, with their columns')
    .action((flags: TableFlags) =>
      inSession(longshore, async (session) => {
        const { faultsText, requireTables, tablesText } = await import('../tables.js');
        const listed = await requireTables(session, flags.connection);
        if (flags.json) printJson(listed.tables);
        else print(tablesText(listed));
        process.stderr.write(faultsText(listed));
      }),
    );
  tables
    .command('show')
    .description('columns, key and rows of a table')
    .argument('<table>')
    .option('--connection <name>', connectionWords)
    .option('--json', 'print it as JSON')
    .action((name: string, flags: TableFlags) =>
      inSession(longshore, async (session) => {
        const { findTable, tableText } = await import('../tables.js');
        const table = await findTable(session, name, flags.connection);
        if (flags.json) printJson(table);
        else print(tableText(table));
      }),
    );
  withRows(tables.command('preview'))
    .description('the first rows of a table')
    .argument('<table>')
    .action((name: string, flags: RowFlags) =>
      inSession(longshore, async (session) => {
        const { connectionMeant, tableNameOf } = await import('../table-connections.js');
        const table = tableNameOf(session.config, name);
        const connection = connectionMeant(session.config, flags.connection, table);
        const { askRows } = await import('../ask-rows.js');
        await askRows(session, { ask: 'preview', connection, table, ...wanted(flags) }, flags);
      }),
    );
  withRows(tables.command('query'))
    .description('what one statement answers that only reads: "select count(*) from \\"Optimizely:Decisions\\""')
    .argument('<sql>')
    .action((sql: string, flags: RowFlags) =>
      inSession(longshore, async (session) => {
        const { connectionMeant } = await import('../table-connections.js');
        const connection = connectionMeant(session.config, flags.connection, sql);
        const { askRows } = await import('../ask-rows.js');
        await askRows(session, { ask: 'query', connection, sql, ...wanted(flags) }, flags);
      }),
    );
  tables
    .command('export')
    .description('all rows of a table, with the values of persons')
    .argument('<table>')
    .requiredOption('--to <file>', 'written whole or not at all')
    .option('--format <format>', 'csv, json or parquet', parseFormat, 'csv')
    .option('--connection <name>', connectionWords)
    .option('--json', 'print what was written as JSON')
    .action((name: string, flags: TableFlags & { readonly to: string; readonly format: ExportFormat }) =>
      inSession(longshore, async (session) => {
        const { exportTable } = await import('../tables.js');
        const rows = await exportTable(session, name, flags);
        if (flags.json) printJson({ table: name, rows, format: flags.format, file: flags.to });
        else print(`${rows === 1 ? '1 row' : `${rows} rows`} of ${name} in ${flags.to}.\n`);
      }),
    );
}

function withRows(command: Command): Command {
  return command
    .option('--limit <number>', 'how many rows', wholeNumber('--limit', 1), 200)
    .option('--show-personal', 'show values of columns that are tagged as personal')
    .option('--connection <name>', connectionWords)
    .option('--json', 'print a list as JSON');
}

function wanted({ limit, showPersonal }: RowFlags): { readonly limit: number; readonly showPersonal: boolean } {
  return { limit, showPersonal: showPersonal ?? false };
}
