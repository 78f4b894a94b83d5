import Table from 'cli-table3';
import { findFeed } from '../config';
import type { FeedCounts } from '../contract/couriers/feed-counts';
import type { Session } from '../runs/session';
import { askTables } from './ask-tables';
import { sendSample } from './local-sample';
import { type ListedTables, listTables, timeOr } from './tables';

/** A feed of longshore.yaml, and how far its table is. */
export interface ListedFeed {
  readonly name: string;
  readonly id?: string;
  /** The connection of its table. */
  readonly table: string;
  readonly primaryKey: readonly string[];
  readonly lastUpdated: string;
  readonly active: boolean;
  /** Left out where nobody tells of its table; 0 where it has none yet. */
  readonly rows?: number;
  /** Epoch ms. */
  readonly loadedAt?: number;
}

export interface ListedFeeds extends Pick<ListedTables, 'faults'> {
  readonly feeds: readonly ListedFeed[];
}

/** All feeds of longshore.yaml. What nobody can tell now of a table is left out. */
export async function listFeeds(session: Session): Promise<ListedFeeds> {
  const feeds = Object.entries(session.config.feeds);
  const { tables, faults } = await listTables(session, [...new Set(feeds.map(([, { table }]) => table))]);
  return {
    feeds: feeds.map(([name, { id, table: connection, primaryKey, lastUpdated, active }]) => {
      const table = tables.find((one) => one.name === name && one.connection === connection);
      const isKnown = !faults.some((fault) => fault.connection === connection);
      return {
        name,
        ...(id === undefined ? {} : { id }),
        table: connection,
        primaryKey,
        lastUpdated,
        active,
        ...(isKnown ? { rows: table?.rows ?? 0 } : {}),
        ...(table?.loadedAt === undefined ? {} : { loadedAt: table.loadedAt }),
      };
    }),
    faults,
  };
}

export interface ActivateFlags {
  /** A file that is loaded at once. */
  readonly sample?: string;
  /** The table is emptied. */
  readonly purge?: boolean;
}

/** A feed whose table is as its settings say. */
export interface ActivatedFeed {
  readonly feed: string;
  /** False: longshore.yaml says so, and load operations do not find it. */
  readonly active: boolean;
  readonly loaded?: FeedCounts;
}

/** Makes the table of a feed as its settings say, and loads a sample. Throws `unknown-feed` and `feed-key-changed`. */
export async function activateFeed(session: Session, idOrName: string, flags: ActivateFlags): Promise<ActivatedFeed> {
  const { name: feed, settings } = findFeed(session.config, idOrName);
  const { table: connection, active } = settings;
  return askTables(
    session,
    'activated',
    async (request) => {
      const purge = flags.purge ?? false;
      const asked = { ask: 'activate', connection, feed, purge } as const;
      if (flags.sample === undefined) return asked;
      return { ...asked, sample: await sendSample(session.storage, request, flags.sample) };
    },
    ({ loaded }) => ({ feed, active, ...(loaded === undefined ? {} : { loaded }) }),
  );
}

/** The table of `longshore feeds list`. */
export function feedsText({ feeds }: ListedFeeds): string {
  if (feeds.length === 0) return 'No feeds.\n';
  const table = new Table({
    head: ['Feed', 'ID', 'Table', 'Key', 'Last updated', 'Active', 'Rows', 'Loaded'],
    style: { head: [], border: [] },
  });
  for (const { name, id, table: connection, primaryKey, lastUpdated, active, rows, loadedAt } of feeds) {
    const key = primaryKey.join(', ');
    table.push([name, id ?? '', connection, key, lastUpdated, active ? 'yes' : 'no', rows ?? '?', timeOr(loadedAt)]);
  }
  return `${table.toString()}\n`;
}

/** What `longshore feeds activate` says. */
export function activatedText({ feed, active, loaded }: ActivatedFeed): string {
  const lines = [`The table of ${feed} is there.`];
  if (loaded) lines.push(`Sample: ${countsText(loaded)}`);
  if (!active) lines.push(`${feed} has \`active: false\` in longshore.yaml: load operations do not find it.`);
  return `${lines.join('\n')}\n`;
}

/** "9,001 read, 0 errors, 0 rejected, 9,001 inserted, 0 updated". */
export function countsText({ read, errors, rejected, inserted, updated }: FeedCounts): string {
  const counts = { read, errors, rejected, inserted, updated };
  return Object.entries(counts)
    .map(([what, count]) => `${count.toLocaleString('en-US')} ${what}`)
    .join(', ');
}
