import { z } from 'zod';
import type { JsonObject } from '../../../contract/batch';
import { LongshoreError } from '../../../contract/failure';

const count = z.int().min(0);

const stateSchema = z.object({
  /** The ids of all articles, in storage. */
  list: z.object({ hash: z.string().regex(/^[0-9a-f]{32}$/), total: count }),
  /** How many of them have been read. */
  position: count,
  /** Parts of the CSV: that of the header, and one for each pass that has ended. */
  parts: count,
  /** Rows in them, without the header. */
  rows: count,
  bytes: count,
});

/** What a pass of the article query hands to the next. */
export type ArticleState = Readonly<z.output<typeof stateSchema>>;

/** Throws `target-answer-invalid`. */
export function readArticleState(previousResult: JsonObject): ArticleState {
  const parsed = stateSchema.safeParse(previousResult);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.');
  throw new LongshoreError('target-answer-invalid', `The state of the article query is not its own (at ${at})`);
}
