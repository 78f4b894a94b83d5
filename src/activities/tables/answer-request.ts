import type { Config } from '../../config';
import { isMasked } from '../../contract/couriers/personal-tags';
import type { TableAnswer, ToldTable } from '../../contract/couriers/table-request';
import { LongshoreError } from '../../contract/failure';
import { nearestWord } from '../../contract/nearest-word';
import {
  openStorage,
  readTableRequest,
  removeOldTableRequests,
  type Storage,
  type TableRequest,
  writeTableAnswer,
} from '../../storage';
import type { Tables } from '../../tables/tables';
import { readConfig } from '../resolve-import';
import type { TablesOf } from '../tables-of';
import type { WorkerContext } from '../worker-context';
import { activateFeed } from './activate-feed';
import { answerRows } from './answer-rows';
import { exportTable } from './export-table';
import { describeSample, showSample } from './sample-file';
import { ticking } from './ticking';

/** Longer than the longest answer may take. */
const forgottenMs = 24 * 60 * 60_000;

/** What an answer is made with. */
export interface Asked {
  readonly config: Config;
  readonly storage: Storage;
  /** Of the worker. */
  readonly env: NodeJS.ProcessEnv;
  /** Of the request. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/**
 * Answers what a command has asked. What a person can mend is an answer too, and lies in storage: it may quote the query,
 * which no history is to hold.
 */
export async function answerRequest(context: WorkerContext, tablesOf: TablesOf, id: string): Promise<void> {
  const config = readConfig(context);
  const storage = openStorage(config.storage);
  await removeOldTableRequests(storage, Date.now() - forgottenMs);
  const request = await readTableRequest(storage, id);
  if (request === undefined) return;
  await ticking(async (signal) => {
    const asked = { config, storage, env: context.env, id, signal };
    let answer: TableAnswer;
    try {
      answer = await answerTo(request, asked, tablesOf);
    } catch (error) {
      if (!(error instanceof LongshoreError) || error.retryable) throw error;
      answer = { is: 'failed', failure: error.report() };
    }
    await writeTableAnswer(storage, id, answer);
  });
}

async function answerTo(request: TableRequest, asked: Asked, tablesOf: TablesOf): Promise<TableAnswer> {
  if (request.ask === 'sample') return { is: 'sample', sample: await describeSample(asked, request.sample) };
  if (request.ask === 'sample-rows') return showSample(asked, request);
  const tables = await tablesOf(request.connection);
  switch (request.ask) {
    case 'tables':
      return { is: 'tables', tables: await taggedTables(tables, asked) };
    case 'preview': {
      const all = await taggedTables(tables, asked);
      const sql = `SELECT * FROM ${quoted(requireTable(tables, all, request.table).name)}`;
      return rowsOf(asked, tables, all, { ...request, sql });
    }
    case 'query':
      return rowsOf(asked, tables, await taggedTables(tables, asked), request);
    case 'export': {
      const all = await taggedTables(tables, asked);
      const sql = `SELECT * FROM ${quoted(requireTable(tables, all, request.table).name)}`;
      return exportTable(asked, await tables.query(sql, { signal: asked.signal, tables: all }), request.format);
    }
    case 'activate':
      return activateFeed(asked, tables, request);
  }
}

/** The tables with the tags of their feeds' fields. */
async function taggedTables(tables: Tables, { config }: Pick<Asked, 'config'>): Promise<readonly ToldTable[]> {
  const described = await tables.describe();
  return described.map(({ name, rows, columns, primaryKey, loadedAt }) => {
    const fields = Object.hasOwn(config.feeds, name) ? config.feeds[name]?.fields : undefined;
    return {
      name,
      rows,
      columns: columns.map(({ name: column, type, tag: kept }) => {
        const tag = fields?.[column]?.tag ?? kept;
        return { name: column, type, ...(tag === undefined ? {} : { tag }) };
      }),
      primaryKey,
      ...(loadedAt === undefined ? {} : { loadedAt }),
    };
  });
}

async function rowsOf(
  asked: Asked,
  tables: Tables,
  all: readonly ToldTable[],
  { sql, limit, showPersonal }: { readonly sql: string; readonly limit: number; readonly showPersonal: boolean },
): Promise<TableAnswer> {
  const result = await tables.query(sql, { signal: asked.signal, tables: all });
  const shown = result.columns.map((column) => showPersonal || !isMasked(column));
  return answerRows(asked, result, { limit, shown });
}

/** Throws `unknown-table` with the nearest name. */
function requireTable({ description }: Tables, all: readonly ToldTable[], name: string): ToldTable {
  const found = all.find((table) => table.name === name);
  if (found) return found;
  const names = all.map((table) => table.name);
  const near = nearestWord(name, names);
  const others = names.length === 0 ? 'there is none yet.' : `there are ${names.join(', ')}.`;
  const hint = near === undefined ? others : `did you mean \`${near}\`?`;
  throw new LongshoreError('unknown-table', `${description} has no table \`${name}\`: ${hint}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
