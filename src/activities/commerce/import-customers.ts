import { profileImportForm } from '../../connectors/klaviyo';
import type { CommerceJob, CommerceLane } from '../../contract/commerce';
import type { StepResult } from '../../contract/step';
import { compileCustomerMapping, type ProfileEntry } from '../../mappings/commerce';
import { type DeliveryProblem, deliverEntries } from '../delivery/deliver-entries';
import { resolveImportOf } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import type { Errored, FullBatch, LaneEntry, SettledBatch } from './lane-batch';
import { openLaneStep } from './lane-step';
import { readLane } from './read-lane';
import { submitJob } from './submit-job';
import { workLane } from './work-lane';

export interface ImportLaneRequest {
  readonly import: string;
  readonly runId: string;
  readonly fingerprint: Readonly<Record<string, string>>;
  readonly lane: CommerceLane;
  /** Only what was changed at or after this, epoch ms. */
  readonly since?: number;
  readonly dryRun?: true;
  /** The records were rejected before, and are no longer where they are delivered now. */
  readonly replay?: true;
}

export interface ImportLaneResult extends StepResult<CommerceLane> {
  /** How many of the ids in the lane's list the shop does not have. */
  readonly missing?: number;
}

/** One step in a lane of customers: hands them over as bulk import jobs, whose results are read later. */
export async function importCustomers(context: WorkerContext, request: ImportLaneRequest): Promise<ImportLaneResult> {
  const resolved = resolveImportOf(context, request, 'commerce-customers');
  const { settings, storage } = resolved;
  const step = openLaneStep(context, resolved, request.lane);
  const { klaviyo, notes, pulse } = step;
  const form = profileImportForm(settings.list);
  const of = { import: request.import, runId: request.runId, resource: 'customers' } as const;
  const map = compileCustomerMapping(settings);
  let phonesLeftOut = 0;

  /** Klaviyo knows better which numbers are none; a profile without one is better than none. */
  const withoutPhone = (entry: LaneEntry, { within }: DeliveryProblem): LaneEntry | undefined => {
    const profile: ProfileEntry = JSON.parse(entry.json);
    const { phone_number: phone, ...attributes } = profile.attributes;
    if (within !== 'attributes/phone_number' || phone === undefined) return undefined;
    phonesLeftOut += 1;
    return { ...entry, json: JSON.stringify({ ...profile, attributes }) };
  };

  const deliver = async ({ entries: all, page }: FullBatch<LaneEntry>): Promise<SettledBatch | undefined> => {
    const jobs: CommerceJob[] = [];
    const { refused, left } = await deliverEntries(all, {
      mend: withoutPhone,
      send: async (entries) => {
        const { outcome, job } = await submitJob(klaviyo, storage, { ...of, page, form, entries });
        if (job) jobs.push(job);
        return outcome;
      },
    });
    if (left.length > 0) return undefined;
    return { jobs, delivered: 0, errored: refused.map(({ entry, ...why }) => erroredOf(entry, why)) };
  };

  const result = await workLane({
    step,
    storage,
    of,
    form,
    pages: readLane(resolved, { ...request, ...of, lane: pulse.lane, signal: step.cancelled }),
    map: (customer) => {
      const mapped = map(customer);
      const { id } = customer;
      if ('problem' in mapped) {
        return { errored: [{ id, index: 0, stage: 'map', ...mapped.problem, record: customer }] };
      }
      phonesLeftOut += mapped.warnings.length;
      // Nothing but its text: a lane holds two batches of 10,000, and what was read is far larger.
      return { entry: { id, json: JSON.stringify(mapped.profile) }, errored: [] };
    },
    deliver,
    dryRun: request.dryRun === true,
    replay: request.replay === true,
  });
  if (phonesLeftOut > 0) {
    notes.add('warn', `Phone numbers that cannot be read, and were left out: ${phonesLeftOut}`);
  }
  return { ...result, notes: notes.all };
}

function erroredOf({ id, json }: LaneEntry, why: Pick<Errored, 'code' | 'message'>): Errored {
  return { id, index: 0, stage: 'destination', ...why, record: json };
}
