import { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';

/** Checks what a stand-in is told from outside. Throws `usage-invalid` and names each wrong entry. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new LongshoreError('usage-invalid', `The stand-in cannot use the ${what}: ${z.prettifyError(parsed.error)}`);
}
