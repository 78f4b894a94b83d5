import { z } from 'zod';
import type { Counts } from '../contract/counts';
import type { FailureCode } from '../contract/failure-codes';
import type { Storage } from './storage';
import { storageKey } from './storage-key';

const outcomes = [
  'delivered',
  'would-be-sent',
  'rejected',
  'skipped',
  'newer',
  'not-done',
  'gone',
  'unreadable',
] as const;
/** What became of a reject: `skipped` by the mapping; `newer` and what follows are left as they are. */
export type ReplayOutcome = (typeof outcomes)[number];

const rowSchema = z.strictObject({
  file: z.string(),
  outcome: z.enum(outcomes),
  /** Rejects that the row is about; all of its file where it has no index. */
  rejects: z.number(),
  index: z.number().optional(),
  key: z.string().optional(),
  /** Why it was rejected again. */
  stage: z.enum(['parse', 'map', 'destination']).optional(),
  code: z.custom<FailureCode>((value) => typeof value === 'string').optional(),
  message: z.string().optional(),
});

/** A line of a replay's report. It has the record's key: it is for the eyes of who may read storage. */
export type ReplayRow = z.infer<typeof rowSchema>;

const partSchema = z.strictObject({
  counts: z.custom<Counts>((value) => typeof value === 'object' && value !== null && 'read' in value),
  leftOut: z.number(),
  /** The last index that the part is about. */
  last: z.number(),
  /** Where the last one ends, in bytes of the uncompressed content. */
  end: z.number(),
  /** Epoch ms. */
  at: z.number(),
  rows: z.array(rowSchema),
});

/**
 * What one piece of a replay came to. It is written before rejects are removed, so that a step that is repeated counts
 * them although they are gone.
 */
export type ReplayPart = z.infer<typeof partSchema>;

/** Which piece: of the file at `position` of the list, from the reject at `index` on; -1 is what stays out of the list. */
export interface ReplayPlace {
  readonly import: string;
  readonly runId: string;
  readonly position: number;
  readonly index: number;
}

function prefixOf({ import: importName, runId }: Pick<ReplayPlace, 'import' | 'runId'>): string {
  return storageKey('replays', importName, runId);
}

function partKey(place: ReplayPlace): string {
  // From 0, for names are ordered as texts.
  const position = String(place.position + 1).padStart(7, '0');
  return `${prefixOf(place)}/${position}-${String(place.index).padStart(12, '0')}.json`;
}

export async function writeReplayPart(storage: Storage, place: ReplayPlace, part: ReplayPart): Promise<void> {
  await storage.put(partKey(place), JSON.stringify(part));
}

export async function readReplayPart(storage: Storage, place: ReplayPlace): Promise<ReplayPart | undefined> {
  const content = await storage.get(partKey(place));
  return content && partSchema.parse(JSON.parse(content.toString('utf8')));
}

/** The whole report of a replay, in the order of its work. */
export async function* readReplayRows(
  storage: Storage,
  run: Pick<ReplayPlace, 'import' | 'runId'>,
): AsyncGenerator<ReplayRow> {
  for await (const object of storage.list(`${prefixOf(run)}/`)) {
    const content = await storage.get(object.key);
    if (content) yield* partSchema.parse(JSON.parse(content.toString('utf8'))).rows;
  }
}
