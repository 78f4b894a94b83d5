import { z } from 'zod';
import type { JobProblem } from '../../connectors/klaviyo';
import type { CommerceJob } from '../../contract/commerce';
import type { Errored } from './lane-batch';

/** Whose problems these are. Klaviyo tells the index in the job or repeats what was sent, and sometimes neither. */
export function erroredInJob(
  job: CommerceJob,
  ids: readonly string[],
  problems: readonly JobProblem[],
  failed: number,
): readonly Errored[] {
  const refused = { index: 0, stage: 'destination', code: 'destination-rejected' } as const;
  const errored = new Map<string, Errored>();
  const sent = new Set(ids);
  const unnamed = (message: string, record: unknown): void => {
    const id = `job-${job.id}-${errored.size}`;
    errored.set(id, { ...refused, id, isUnnamed: true, message, record });
  };
  for (const problem of problems) {
    const { reason, payload = '' } = problem;
    const id = idOf(problem, ids, sent);
    if (id === undefined) unnamed(reason, payload);
    else if (!errored.has(id)) errored.set(id, { ...refused, id, message: reason, record: payload });
  }
  while (errored.size < Math.min(failed, job.count)) {
    unnamed(`Klaviyo counts ${failed} failed in the job ${job.id}, and does not tell of all`, '');
  }
  return [...errored.values()];
}

const attributes = z.object({ external_id: z.string() });
/** The contract leaves open whether a problem repeats the profile's attributes alone or the resource that was sent. */
const repeated = z.union([
  attributes.transform((found) => found.external_id),
  z.object({ attributes }).transform((found) => found.attributes.external_id),
]);

function idOf({ index, payload }: JobProblem, ids: readonly string[], sent: ReadonlySet<string>): string | undefined {
  const { data: named } = repeated.safeParse(payload);
  if (named !== undefined && sent.has(named)) return named;
  if (index !== undefined) return ids[index];
  return ids.length === 1 ? ids[0] : undefined;
}
