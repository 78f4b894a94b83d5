import { z } from 'zod';
import type { JobProblem, KlaviyoJob, Page } from './outcome';
import { entryOf, reasonOf } from './refused-body';

/**
 * The answers about jobs and lists: strict in what is used here, and open for what Klaviyo may add. Its times are not
 * read: what a job waits for is its status.
 */

const count = z
  .int()
  .min(0)
  .nullish()
  .transform((number) => number ?? 0);

const jobErrorSchema = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  source: z.object({ pointer: z.string().nullish() }).nullish(),
  original_payload: z.record(z.string(), z.unknown()).nullish(),
});

function jobProblem({ code, title, detail, source, original_payload }: z.output<typeof jobErrorSchema>): JobProblem {
  const pointer = source?.pointer ?? '/data';
  return {
    code,
    reason: reasonOf({ title, detail }),
    pointer,
    index: entryOf(pointer)?.index,
    ...(original_payload ? { payload: original_payload } : {}),
  };
}

/** A job, as it is answered when it is made and when it is asked for. */
export const jobSchema = z
  .object({
    data: z.object({
      id: z.string().min(1),
      attributes: z.object({
        status: z.enum(['queued', 'processing', 'complete', 'cancelled']),
        total_count: count,
        completed_count: count,
        failed_count: count,
        errors: z.array(jobErrorSchema).nullish(),
      }),
    }),
  })
  .transform(
    ({ data: { id, attributes } }): KlaviyoJob => ({
      id,
      status: attributes.status,
      total: attributes.total_count,
      completed: attributes.completed_count,
      failed: attributes.failed_count,
      errors: (attributes.errors ?? []).map(jobProblem),
    }),
  );

/** A page of what stands under `data`. */
export function pageSchema<Entry extends z.ZodType>(entry: Entry): z.ZodType<Page<z.output<Entry>>> {
  return z
    .object({ data: z.array(entry), links: z.object({ next: z.string().nullish() }).nullish() })
    .transform(({ data, links }, context) => {
      if (!links?.next) return { entries: data, next: undefined };
      const next = cursorOf(links.next);
      if (next !== undefined) return { entries: data, next };
      context.addIssue({ code: 'custom', path: ['links', 'next'], message: 'holds no page[cursor]' });
      return z.NEVER;
    });
}

/** The resource that each import error of a profile job is. */
export const importErrorSchema = z
  .object({ attributes: jobErrorSchema })
  .transform(({ attributes }) => jobProblem(attributes));

/** A resource, or a reference to one, of which nothing is asked but whether it is there. */
export const idSchema = z.object({ id: z.string().min(1) }).transform(({ id }) => id);

/** A next link is a full address; only its cursor is used, so that the key goes to no other host. */
function cursorOf(link: string): string | undefined {
  return URL.canParse(link) ? (new URL(link).searchParams.get('page[cursor]') ?? undefined) : undefined;
}
