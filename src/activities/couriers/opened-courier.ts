import { type Config, type CourierImport, feedsOf, isDated, queueOfTables } from '../../config';

/** A feed of the load operations, as a run knows it. */
export interface OpenedFeed {
  /** Its name, or what the load operations call it where there is none. */
  readonly name: string;
  /** The task queue on which its tables are worked on. */
  readonly queue: string;
  /** False where no active feed is called so. */
  readonly isThere: boolean;
}

/** What a run of a courier learns of its settings. Times in ms. */
export interface OpenedCourier {
  /** In the order of the load operations; none where files are landed only. */
  readonly feeds: readonly OpenedFeed[];
  /** Places among the feeds of those whose tables lie together, and of those that there are not. */
  readonly comparisons: readonly (readonly number[])[];
  /** True where a table is emptied before a load, so that it must not be loaded with some of its days. */
  readonly truncates: boolean;
  /** True where a pattern finds other files on other days. */
  readonly isDated: boolean;
  readonly lookBackDays: number;
  readonly waitMs: number;
  readonly resolveWithinMs: number;
}

export function openedCourier(config: Config, settings: CourierImport): OpenedCourier {
  const { lookBackDays, waitMs, resolveWithinMs } = settings;
  const feeds = feedsOf(config, settings);
  const tables = feeds.map(({ feed }) => feed?.settings.table);
  return {
    feeds: feeds.map(({ written, feed }) => ({
      name: feed?.name ?? written,
      queue: feed === undefined ? config.taskQueue : queueOfTables(config, feed.settings.table),
      isThere: feed !== undefined,
    })),
    comparisons: [...new Set(tables)].map((table) =>
      tables.flatMap((other, index) => (other === table ? [index] : [])),
    ),
    truncates: feeds.some(({ truncate }) => truncate),
    isDated: isDated(settings),
    lookBackDays,
    waitMs,
    resolveWithinMs,
  };
}
