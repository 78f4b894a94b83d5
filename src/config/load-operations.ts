import { z } from 'zod';
import { text } from './settings';

const operation = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('load'), file: text().describe('The tag of the files that are loaded.') }),
  z.strictObject({ type: z.literal('truncate') }),
]);

export type LoadOperation = z.output<typeof operation>;

/** What is loaded into which tables: id or name of a feed → its operations, as JSON or YAML. */
export const loadOperations = z
  .record(text(), z.array(operation).min(1, { error: 'must have an operation, such as { type: load, file: … }' }))
  .describe('Id or name of a feed: its operations. {}: files are landed and not loaded.');

/** What becomes of one feed's table in a load. */
export interface LoadPlan {
  /** The table is emptied first. */
  readonly truncate: boolean;
  /** Tags of the files that are loaded, in this order. */
  readonly tags: readonly string[];
}

/** What a feed's operations come to: wherever `truncate` stands among them, it is first. */
export function loadPlanOf(operations: readonly LoadOperation[]): LoadPlan {
  return {
    truncate: operations.some(({ type }) => type === 'truncate'),
    tags: operations.flatMap((one) => (one.type === 'load' ? [one.file] : [])),
  };
}

/** True for what stands in examples where the id of a feed belongs. It may be saved; a run fails after it has landed files. */
export function isPlaceholder(feed: string): boolean {
  return /^df-x+$/i.test(feed);
}
