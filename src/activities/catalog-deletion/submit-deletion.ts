import { catalogForm, catalogResource } from '../../connectors/klaviyo';
import type { DeletedKind, DeletionJob } from '../../contract/catalog-deletion';
import { keepErrored } from '../commerce/keep-errored';
import { submitJob } from '../commerce/submit-job';
import { deliverEntries } from '../delivery/deliver-entries';
import type { DeletionStep, DeletionStepRequest } from './deletion-step';

export interface EntriesToDelete {
  readonly kind: DeletedKind;
  /** As the catalog has them, up to 100. */
  readonly ids: readonly string[];
  /** The page of the listing that they stand on, from 0. */
  readonly page: number;
}

/** What became of them: they are in jobs, but for those that Klaviyo refused to take, which are rejects now. */
export interface SubmittedDeletion {
  readonly jobs: readonly DeletionJob[];
  readonly refused: number;
}

/** Hands entries over to be deleted, as one job where nothing is wrong. Undefined where the step ended first. */
export async function submitDeletion(
  { klaviyo, storage }: DeletionStep,
  { import: importName, runId }: DeletionStepRequest,
  { kind, ids, page }: EntriesToDelete,
): Promise<SubmittedDeletion | undefined> {
  const of = { import: importName, runId, resource: kind };
  const form = catalogForm('delete', kind);
  const type = catalogResource(kind);
  const jobs: DeletionJob[] = [];
  const entries = ids.map((id) => ({ id, json: JSON.stringify({ type, id }) }));
  const { refused, left } = await deliverEntries(entries, {
    send: async (some) => {
      const { outcome, job } = await submitJob(klaviyo, storage, { ...of, page: page + 1, form, entries: some });
      if (job) jobs.push({ ...job, kind });
      return outcome;
    },
  });
  if (left.length > 0) return undefined;
  await keepErrored(
    storage,
    of,
    refused.map(({ entry: { id }, code, message }) => {
      return { id, index: 0, stage: 'destination', code, message, record: { type, id } };
    }),
  );
  return { jobs, refused: refused.length };
}
