import type { BulkForm } from '../../connectors/klaviyo';
import type { CommerceLane } from '../../contract/commerce';
import { noCounts } from '../../contract/counts';
import type { StepResult } from '../../contract/step';
import type { Storage } from '../../storage';
import { keepErrored } from './keep-errored';
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
  /** Sends nothing, and keeps what would be sent for a person's eyes. */
  readonly dryRun: boolean;
  /** The step ends where so many jobs are out; left out, it goes on while it has time. */
  readonly mostJobs?: number;
}

/**
 * Reads a lane page by page, maps its resources and delivers them in requests as full as they may be. A step whose time
 * is over ends with its next full request, for half a one costs as much of the destination's limits as a whole one.
 */
export async function workLane<Resource extends { readonly id: string }, Entry extends LaneEntry>(
  work: LaneWork<Resource, Entry>,
): Promise<StepResult<CommerceLane>> {
  const { step, storage, of, mostJobs = Number.POSITIVE_INFINITY } = work;
  const { klaviyo, pulse } = step;
  const preview = work.dryRun ? new LanePreview(storage, of, pulse.lane, work.form.operation) : undefined;

  const settle = async (batch: FullBatch<Entry>): Promise<boolean> => {
    const settled = preview ? preview.add(batch) : await work.deliver(batch);
    if (!settled) return false;
    const errored = [...batch.errored, ...settled.errored];
    if (!preview) await keepErrored(storage, of, errored);
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
    );
    return true;
  };

  try {
    if (pulse.keepsDying) return step.answer({ failure: pulse.keepsDying });
    const batch = new LaneBatch<Entry>(work.form);
    let page = 0;
    for await (const { resources } of work.pages) {
      page += 1;
      await work.prepare?.(resources);
      for (const resource of resources) {
        const { entry, errored } = work.map(resource);
        const full = batch.add({ id: resource.id, page }, entry, errored);
        if (full && !(await settle(full))) return step.answer(klaviyo.blocked ?? {});
        if (full && (step.stopping() || pulse.lane.jobs.length >= mostJobs)) return step.answer({});
      }
      if (!step.late()) continue;
      const begun = batch.rest();
      return step.answer(!begun || (await settle(begun)) ? {} : (klaviyo.blocked ?? {}));
    }
    const rest = batch.rest();
    if (rest && !(await settle(rest))) return step.answer(klaviyo.blocked ?? {});
    pulse.moved({ ...pulse.lane, done: true }, noCounts);
    return step.answer({ complete: true });
  } catch (error) {
    return step.troubled(error);
  } finally {
    await preview?.save();
    step.close();
  }
}
