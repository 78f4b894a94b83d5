import { addCounts, type Counts, noCounts } from '../contract/counts';
import type { FoundFile } from '../contract/files';
import type { Reject, ReplayPart, ReplayRow } from '../storage';
import type { Refusal } from './delivery/batch';
import { BatchBuilder } from './delivery/batch-builder';
import type { Send } from './delivery/deliver-batch';
import type { Governor } from './delivery/governor';
import type { Patience } from './delivery/patience';
import { type LookAgainOptions, type LookedAgain, lookAgain, type SecondLook } from './look-again';
import { push } from './push';

/** What a step lends to each of its files. */
export interface FileReplay extends LookAgainOptions {
  readonly send: Send;
  readonly governor: Governor;
  readonly patience: Patience;
  /** Aborted a moment after `signal`: ends requests that are still out. */
  readonly abandoned: AbortSignal;
  /** Nothing is sent. */
  readonly dryRun: boolean;
}

export interface ReplayedFile {
  /** What is settled: of all the rejects, or of the first of them. Left out where it is none. */
  readonly part?: ReplayPart;
  /** True when all of the rejects are settled. */
  readonly whole: boolean;
  /** What ended it before that, where it concerns more than this file: a refused key. */
  readonly failure?: unknown;
}

/** Sends some rejects of one file again, in their order. They fit into memory: the caller sees to that. */
export async function replayFile(file: FoundFile, rejects: readonly Reject[], run: FileReplay): Promise<ReplayedFile> {
  const looked = await lookAgain(file, rejects, run);
  const sent = run.dryRun ? tryOnly(looked) : await send(rejects, looked, run);
  const settled = rejects.filter(({ index }) => index < sent.until);
  const last = settled.at(-1);
  const whole = settled.length === rejects.length;
  if (!last) return { whole, failure: sent.failure };

  const rows = settled.map((reject) =>
    rowOf(reject, looked.looks.get(reject.index), sent.refusals.get(reject.index), run),
  );
  const leftOut = settled.filter(({ index }) => looked.looks.get(index)?.kind !== 'record').length;
  const counts = addCounts(sent.counts, { ...noCounts, read: leftOut, skipped: leftOut });
  const part = { counts, leftOut, last: last.index, end: last.end, at: Date.now(), rows };
  return { part, whole, failure: sent.failure };
}

/** What was sent: the records of rejects before the index `until`. */
interface Sent {
  readonly counts: Counts;
  readonly refusals: ReadonlyMap<number, Refusal>;
  readonly until: number;
  readonly failure?: unknown;
}

function tryOnly({ looks }: LookedAgain): Sent {
  const refusals = new Map<number, Refusal>();
  let read = 0;
  for (const [index, look] of looks) {
    if (look.kind !== 'record') continue;
    read += 1;
    if (look.transformed.refusal) refusals.set(index, look.transformed.refusal);
  }
  const rejected = refusals.size;
  return {
    counts: { ...noCounts, read, rejected, skipped: read - rejected },
    refusals,
    until: Number.POSITIVE_INFINITY,
  };
}

async function send(rejects: readonly Reject[], looked: LookedAgain, run: FileReplay): Promise<Sent> {
  const { format, encoding, looks } = looked;
  const builder = new BatchBuilder(run.settings.batchSize);
  const refusals = new Map<number, Refusal>();
  let counts = noCounts;
  let until = 0;
  const out = push({
    send: run.send,
    patience: run.patience,
    governor: run.governor,
    signal: run.abandoned,
    stopping: () => run.signal.aborted,
    // They lie in storage already, and get their new reasons when all is settled.
    keepRefusals: async () => undefined,
    done: (batch, delivered) => {
      counts = addCounts(counts, delivered.counts);
      for (const refusal of delivered.refusals) refusals.set(refusal.index, refusal);
      until = batch.end.index;
    },
  });
  for (const { index, offset, end } of rejects) {
    const look = looks.get(index);
    if (look?.kind === 'record') {
      const { entry, refusal } = look.transformed;
      if (entry) builder.add(entry);
      else if (refusal) builder.refuse(refusal);
      else builder.skip({ start: offset, end });
    }
    if (builder.isFull) await out.push(builder.take({ format, encoding, offset: end, index: index + 1 }));
    if (out.broken) break;
  }
  const last = rejects.at(-1);
  if (last && !out.broken && !builder.isEmpty) {
    await out.push(builder.take({ format, encoding, offset: last.end, index: last.index + 1 }));
  }
  try {
    await out.drain();
  } catch (failure) {
    return { counts, refusals, until, failure };
  }
  // What is left out behind the last batch is settled with it.
  return { counts, refusals, until: out.broken ? until : Number.POSITIVE_INFINITY };
}

function rowOf(
  { file, index }: Reject,
  look: SecondLook | undefined,
  refusal: Refusal | undefined,
  { dryRun }: FileReplay,
): ReplayRow {
  const row = { file, index, rejects: 1 };
  if (refusal) {
    const { stage, code, message, key } = refusal;
    return { ...row, outcome: 'rejected', stage, code, message, ...(key === undefined ? {} : { key }) };
  }
  if (look?.kind === 'newer') {
    const message = `record ${look.by} of the file has its key as well; --overwrite-newer sends it all the same`;
    return { ...row, outcome: 'newer', key: look.key, message };
  }
  if (look?.kind === 'gone') return { ...row, outcome: 'gone', message: 'the source has another version now, or none' };
  if (look?.kind === 'unreadable') return { ...row, outcome: 'unreadable', message: look.message };
  const key = look?.transformed.entry?.key;
  if (key === undefined) return { ...row, outcome: 'skipped', message: 'the mapping leaves it out' };
  return { ...row, outcome: dryRun ? 'would-be-sent' : 'delivered', key };
}
