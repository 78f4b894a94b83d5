import { z } from 'zod';
import type { FeedCounts, FileLoadCounts } from '../contract/couriers/feed-counts';
import type { Storage } from './storage';
import { nameHash, storageKey } from './storage-key';

const counts: z.ZodType<FeedCounts> = z.strictObject({
  read: z.number(),
  errors: z.number(),
  rejected: z.number(),
  inserted: z.number(),
  updated: z.number(),
});
const file: z.ZodType<FileLoadCounts> = z.strictObject({ file: z.string(), read: z.number(), errors: z.number() });

const reportSchema = z.strictObject({
  /** Its name, which is that of its table. */
  feed: z.string(),
  counts,
  files: z.array(file),
  drift: z.array(z.strictObject({ file: z.string(), missing: z.array(z.string()), added: z.array(z.string()) })),
  /** Epoch ms. */
  loadedAt: z.number(),
});

/** What one load of a run came to, file by file: too much for a workflow. */
export type FeedReport = Readonly<z.output<typeof reportSchema>>;

/** Which run of which courier, as imports are named. */
export interface ReportedRun {
  readonly import: string;
  readonly runId: string;
}

/** Which load of a run: of the feed at this place among the load operations, by which reports are ordered. */
export interface ReportedLoad extends ReportedRun {
  readonly feed: number;
  readonly loadId: string;
}

export async function writeFeedReport(
  storage: Storage,
  { import: courier, runId, feed, loadId }: ReportedLoad,
  report: FeedReport,
): Promise<void> {
  const name = `${String(feed).padStart(4, '0')}-${nameHash(loadId)}.json`;
  await storage.put(storageKey('feed-reports', courier, runId, name), JSON.stringify(report));
}

/** What a run has loaded so far, in the order of its load operations, and of one operation in that of its loads. */
export async function readFeedReports(
  storage: Storage,
  { import: courier, runId }: ReportedRun,
): Promise<readonly FeedReport[]> {
  const reports: { readonly place: string; readonly report: FeedReport }[] = [];
  const folder = `${storageKey('feed-reports', courier, runId)}/`;
  for await (const { key } of storage.list(folder)) {
    const content = await storage.get(key);
    if (!content) continue;
    const [place = ''] = key.slice(folder.length).split('-');
    reports.push({ place, report: reportSchema.parse(JSON.parse(content.toString('utf8'))) });
  }
  const inOrder = reports.toSorted(
    (a, b) => Number(a.place) - Number(b.place) || a.report.loadedAt - b.report.loadedAt,
  );
  return inOrder.map(({ report }) => report);
}
