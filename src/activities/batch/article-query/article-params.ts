import { z } from 'zod';
import type { JsonObject } from '../../../contract/batch';
import { LongshoreError } from '../../../contract/failure';

const email = z.email({ error: 'must be one e-mail address' });
const size = { error: 'must be a whole number from 1 to 1000' };

const paramsSchema = z.strictObject({
  fromEmail: email.optional(),
  toEmail: email,
  batchSize: z.int(size).min(1, size).max(1_000, size).default(10),
});

/** What a job of the article query is started with. */
export interface ArticleParams {
  readonly fromEmail: string;
  readonly toEmail: string;
  /** Articles of one pass. */
  readonly batchSize: number;
}

/**
 * Reads the parameters of a job. Throws `usage-invalid`, which names all that is wrong and no value.
 *
 * @param sender who sends where the parameters name nobody
 */
export function readArticleParams(params: JsonObject, sender: string | undefined): ArticleParams {
  const parsed = paramsSchema.safeParse(params);
  const faults = parsed.success ? [] : parsed.error.issues.map(describe);
  const fromEmail = parsed.data?.fromEmail ?? sender;
  if (parsed.success && fromEmail !== undefined) return { ...parsed.data, fromEmail };
  if (parsed.success) faults.push('fromEmail is missing, and the mail connection has no `from`');
  throw new LongshoreError('usage-invalid', `The parameters of the article query are wrong: ${faults.join('; ')}`, {
    remedy: 'It takes `fromEmail`, `toEmail` and `batchSize` (10 where it is left out) as endPointParams.',
  });
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.map((key) => key.slice(0, 100)).join(', ')} is unknown`;
  return `${issue.path.join('.')} ${issue.message}`;
}
