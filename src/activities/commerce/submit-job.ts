import type { BulkForm, SubmitOutcome } from '../../connectors/klaviyo';
import type { CommerceJob } from '../../contract/commerce';
import { type Storage, writeDelivery } from '../../storage';
import type { KlaviyoAccess } from './klaviyo-access';
import type { LaneEntry } from './lane-batch';

export interface JobToSubmit {
  readonly import: string;
  readonly runId: string;
  readonly resource: string;
  readonly page: number;
  readonly form: BulkForm;
  readonly action?: CommerceJob['action'];
  readonly entries: readonly LaneEntry[];
}

/** What came of a request; `job` is there where it was taken. */
export interface SubmittedJob {
  readonly outcome: Exclude<SubmitOutcome, { readonly kind: 'busy' }> | undefined;
  readonly job?: CommerceJob;
}

/** Sends entries as one bulk request, and keeps what is in the job that it becomes. */
export async function submitJob(
  klaviyo: KlaviyoAccess,
  storage: Storage,
  toSubmit: JobToSubmit,
): Promise<SubmittedJob> {
  const { form, entries, action, ...of } = toSubmit;
  const texts = entries.map(({ json }) => json);
  const outcome = await klaviyo.ask(form.operation, (client, options) => client.submit(form, texts, options));
  if (outcome?.kind !== 'accepted' || !outcome.job) return { outcome };
  const { id } = outcome.job;
  const ids = entries.map((entry) => entry.id);
  const at = Date.now();
  const delivery = await writeDelivery(storage, { ...of, ids, request: form.operation, job: id, at });
  return { outcome, job: { id, delivery, count: ids.length, runId: of.runId, at, ...(action ? { action } : {}) } };
}
