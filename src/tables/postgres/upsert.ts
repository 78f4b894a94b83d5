import { z } from 'zod';
import type { FeedConfig } from '../../config';
import { type PostgresTransaction, postgresName } from '../../connectors/postgres';

const counts = z.object({ inserted: z.coerce.number(), updated: z.coerce.number() });

/**
 * Takes rows of a stage over into the table of their feed: each key is in the stage once. A row that is older than that of
 * the table is left out; equal counts as newer, so that a repeat is harmless, and null is the smallest.
 */
export async function upsert(
  transaction: PostgresTransaction,
  { feed, settings, stage }: { readonly feed: string; readonly settings: FeedConfig; readonly stage: string },
): Promise<z.output<typeof counts>> {
  const columns = Object.keys(settings.fields).map(postgresName);
  const keys = settings.primaryKey.map(postgresName);
  const others = columns.filter((name) => !keys.includes(name));
  const set = (others.length === 0 ? keys : others).map((name) => `${name} = excluded.${name}`);
  const updated = settings.lastUpdated === 'generated' ? undefined : postgresName(settings.lastUpdated);
  const isNewer = updated === undefined ? '' : `WHERE t.${updated} IS NULL OR excluded.${updated} >= t.${updated}`;
  // In the order of the key: rows are locked as every other writer who keeps to it would lock them, and entries of the
  // index that are neighbours are made one after the other. A row that was inserted has no xmax.
  const [row] = await transaction.query(
    `WITH written AS (
       INSERT INTO ${postgresName(feed)} AS t (${columns.join(', ')})
       SELECT ${columns.join(', ')} FROM ${stage} ORDER BY ${keys.join(', ')}
       ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${set.join(', ')} ${isNewer}
       RETURNING xmax = 0 AS inserted)
     SELECT count(*) FILTER (WHERE inserted) AS inserted, count(*) FILTER (WHERE NOT inserted) AS updated FROM written`,
  );
  return counts.parse(row);
}
