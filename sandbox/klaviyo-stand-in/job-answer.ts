import type { Job, JobError } from './job-store';
import type { JsonObject } from './json';

const iso = (ms: number): string => new Date(ms).toISOString();
const weekMs = 7 * 24 * 60 * 60 * 1_000;

/** A job as a resource. `type` is that of the job, `path` where it is. */
export function showJob(job: Job, type: string, path: string, base: string): JsonObject {
  const hasEnded = job.status === 'complete' || job.status === 'cancelled';
  const isOfProfiles = type === 'profile-bulk-import-job';
  return {
    type,
    id: job.id,
    attributes: {
      status: job.status,
      created_at: iso(job.createdAt),
      total_count: job.total,
      completed_count: job.completed,
      failed_count: job.errors.length,
      completed_at: hasEnded ? iso(job.endsAt) : null,
      expires_at: iso(job.createdAt + weekMs),
      ...(isOfProfiles
        ? { started_at: job.status === 'queued' ? null : iso(job.startsAt) }
        : { errors: job.errors.map((error) => showInlineError(error, job.place)) }),
    },
    ...(isOfProfiles ? { relationships: { lists: { data: job.lists.map((id) => ({ type: 'list', id })) } } } : {}),
    links: { self: `${base}${path}/${job.id}` },
  };
}

/** An error of a profile job, a resource of its own: it names no entry, and shows it. */
export function showImportError({ id, problem, entry }: JobError, showsPayload: boolean): JsonObject {
  const { code, detail } = problem;
  return {
    type: 'import-error',
    id,
    attributes: {
      code,
      title: 'The profile could not be imported.',
      detail,
      source: { pointer: '/data' },
      original_payload: showsPayload ? entry : null,
    },
  };
}

function showInlineError({ id, problem, index }: JobError, place: string): JsonObject {
  const { code, detail, pointer = '' } = problem;
  return {
    id,
    code,
    title: 'The entry could not be worked.',
    detail,
    source: { pointer: `${place}/${index}${pointer}` },
  };
}
