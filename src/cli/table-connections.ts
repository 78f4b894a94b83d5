import { type Config, feedCalled } from '../config';
import { LongshoreError } from '../contract/failure';

/** Names of the connections that tables lie in. */
export function tableConnections({ connections }: Config): readonly string[] {
  return Object.entries(connections).flatMap(([name, { type }]) =>
    type === 'duckdb' || type === 'postgres' ? [name] : [],
  );
}

/**
 * The connection that is meant: the one that is named, else that of the feeds that a text speaks of (the name of a table, a
 * query), else the only one. Throws `usage-invalid` where that leaves several, or none.
 */
export function connectionMeant(config: Config, named: string | undefined, text = ''): string {
  const all = tableConnections(config);
  if (named !== undefined) {
    if (all.includes(named)) return named;
    throw wrong(`${named} is no connection that tables lie in`, all);
  }
  const spoken = Object.entries(config.feeds).filter(([name]) => text.toLowerCase().includes(name.toLowerCase()));
  const ofFeeds = [...new Set(spoken.map(([, { table }]) => table))];
  const [only, ...others] = ofFeeds.length > 0 ? ofFeeds : all;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) throw wrong(`${config.path} has no connection of type duckdb or postgres`, all);
  throw wrong('Which tables are meant is not clear', all);
}

/** The name of a table; a feed may be called by its id as well. */
export function tableNameOf(config: Config, table: string): string {
  return feedCalled(config, table)?.name ?? table;
}

function wrong(message: string, all: readonly string[]): LongshoreError {
  const remedy = all.length === 0 ? 'Add one under connections.' : `Say --connection and one of ${all.join(', ')}.`;
  return new LongshoreError('usage-invalid', message, { remedy });
}
