import { z } from 'zod';
import type { MappingProblem } from '../mapping-problem';

/** A record of the source as its schema reads it, or what is wrong with it: the key by its path, never the value. */
export function readSourceRecord<Schema extends z.ZodType>(
  schema: Schema,
  record: unknown,
): { readonly value: z.output<Schema> } | { readonly problem: MappingProblem } {
  const read = schema.safeParse(record);
  if (read.success) return { value: read.data };
  const path = read.error.issues[0]?.path.join('.') ?? '';
  const what = path === '' ? 'The record' : `The key ${path}`;
  return {
    problem: {
      code: 'record-unreadable',
      message: `${what} is missing or has another form than commercetools documents.`,
    },
  };
}

/** A time as commercetools writes it; epoch ms when read. */
export const instant = z.iso.datetime({ offset: true }).transform((written) => Date.parse(written));

/** The custom fields of a resource. */
export const custom = z.looseObject({ fields: z.record(z.string(), z.unknown()) });

export const image = z.looseObject({ url: z.string().min(1) });
