import type { BulkForm, KlaviyoOperation } from '../../connectors/klaviyo';
import { addKinds, type KindCounts, noCounts } from '../../contract/counts';
import type { Storage } from '../../storage';
import { BatchesInTurn } from './batches-in-turn';
import type { ImportLaneResult } from './import-customers';
import { forgetErrored, keepErrored } from './keep-errored';
import { type Errored, type FullBatch, LaneBatch, type LaneEntry, type SettledBatch } from './lane-batch';
import type { LanePage } from './lane-pages';
import { LanePreview } from './lane-preview';
import type { LaneStep } from './lane-step';

/** What a step does in a lane, whatever its resources are. */
export interface LaneWork<Resource extends { readonly id: string }, Entry extends LaneEntry> {
  readonly step: LaneStep;
  readonly storage: Storage;
  readonly of: { readonly import: string; readonly runId: string; readonly resource: string };
  /** How full a request may be. */
  readonly form: BulkForm;
  readonly pages: AsyncIterable<LanePage<Resource>>;
  /** Called with each page before its resources are mapped. */
  readonly prepare?: (resources: readonly Resource[]) => Promise<void>;
  readonly map: (resource: Resource) => { readonly entry?: Entry; readonly errored: readonly Errored[] };
  /** Delivers a batch; undefined where the step ended before all of it was settled: none of it is counted then. */
  readonly deliver: (batch: FullBatch<Entry>) => Promise<SettledBatch | undefined>;
  /** How records go out that are refused in bulk because the destination has them already. */
  readonly singly?: KlaviyoOperation;
  /** Sends nothing, and keeps what would be sent for a person's eyes. */
  readonly dryRun: boolean;
  /** The step ends where so many jobs are out; left out, it goes on while it has time. */
  readonly mostJobs?: number;
  /** What is delivered is no reject any more. */
  readonly replay: boolean;
}

/**
 * Reads a lane page by page, maps its resources and delivers them in requests as full as they may be; while one is out
 * the next is filled. A step whose time is over ends with its next full request, for half a one costs as much of the
 * destination's limits as a whole one.
 */
export async function workLane<Resource extends { readonly id: string }, Entry extends LaneEntry>(
  work: LaneWork<Resource, Entry>,
): Promise<ImportLaneResult> {
  const { step, storage, of, mostJobs = Number.POSITIVE_INFINITY } = work;
  const { klaviyo, pulse } = step;
  const operations = { inBulk: work.form.operation, ...(work.singly ? { singly: work.singly } : {}) };
  const preview = work.dryRun ? new LanePreview(storage, of, pulse.lane, operations) : undefined;

  const settle = async (batch: FullBatch<Entry>): Promise<boolean> => {
    const settled = preview ? preview.add(batch) : await work.deliver(batch);
    if (!settled) return false;
    const errored = [...batch.errored, ...settled.errored];
    if (!preview) await keepErrored(storage, of, errored);
    if (work.replay && !preview) {
      // What is out in jobs is judged with their results.
      const judged = settled.jobs.length > 0 ? errored : [...batch.entries, ...errored];
      await forgetErrored(storage, of, judged, errored);
    }
    const pending = settled.jobs.reduce((sum, job) => sum + job.count, 0);
    const rejected = errored.length;
    const { delivered } = settled;
    pulse.moved(
      { ...pulse.lane, after: batch.last, jobs: [...pulse.lane.jobs, ...settled.jobs] },
      {
        ...noCounts,
        read: batch.read,
        delivered,
        rejected,
        pending,
        skipped: batch.read - delivered - rejected - pending,
      },
      kindsOf(settled, errored),
    );
    return true;
  };

  const answer = (more: Partial<ImportLaneResult>, missing: number): ImportLaneResult => {
    if (missing === 0) return step.answer(more);
    step.notes.add('warn', `Not in the shop are ${missing} of the ${of.resource} that were asked for`);
    return { ...step.answer(more), missing };
  };

  const batches = new BatchesInTurn(settle);
  const blocked = (): ImportLaneResult => step.answer(klaviyo.blocked ?? {});
  const mayEnd = (jobs: number): boolean => step.stopping() || jobs >= mostJobs;

  try {
    if (pulse.keepsDying) return step.answer({ failure: pulse.keepsDying });
    const batch = new LaneBatch<Entry>(work.form);
    const settleRest = async (): Promise<boolean> => {
      const rest = batch.rest();
      return (!rest || (await batches.begin(rest))) && batches.settled();
    };
    let page = 0;
    let missing = 0;
    for await (const { resources, missing: absent = 0 } of work.pages) {
      page += 1;
      await work.prepare?.(resources);
      for (const resource of resources) {
        const { entry, errored } = work.map(resource);
        const full = batch.add({ id: resource.id, page }, entry, errored);
        if (!full) continue;
        if (!(await batches.begin(full))) return blocked();
        if (!mayEnd(pulse.lane.jobs.length + 1)) continue;
        if (!(await batches.settled())) return blocked();
        if (mayEnd(pulse.lane.jobs.length)) return answer({}, missing);
      }
      if (batches.failed && !(await batches.settled())) return blocked();
      const last = resources.at(-1);
      if (last) pulse.reading(last.id);
      missing += absent;
      if (step.late()) return (await settleRest()) ? answer({}, missing) : blocked();
    }
    if (!(await settleRest())) return blocked();
    pulse.moved({ ...pulse.lane, done: true }, noCounts);
    return answer({ complete: true }, missing);
  } catch (error) {
    // Only when nothing is out any more the step knows where it is.
    return step.troubled((await batches.failure()) ?? error);
  } finally {
    await preview?.save();
    step.close();
  }
}

function kindsOf({ kinds = {} }: SettledBatch, errored: readonly Errored[]): KindCounts {
  let sums: KindCounts = {};
  for (const [kind, delivered] of Object.entries(kinds)) sums = addKinds(sums, { [kind]: { delivered, rejected: 0 } });
  for (const { kind } of errored) if (kind) sums = addKinds(sums, { [kind]: { delivered: 0, rejected: 1 } });
  return sums;
}
