import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'must consist of letters, digits and underscores');
const title = z.string().min(1, 'must not be empty');

export const fieldSchema = z.strictObject({
  name,
  display_name: title.optional(),
  type: z.enum(['string', 'number', 'timestamp', 'boolean', 'vector'], 'must be a known type'),
  primary: z.boolean().optional(),
  auto: z.boolean().optional(),
  description: z.string().optional(),
  public_read: z.boolean().optional(),
});

export const relationSchema = z.strictObject({
  name,
  display_name: title.optional(),
  child_object: z.string(),
  join_fields: z.array(z.strictObject({ parent: z.string(), child: z.string() })),
});

export const objectSchema = z.strictObject({
  name,
  display_name: title.optional(),
  alias: name.optional(),
  fields: z.array(fieldSchema),
  relations: z.array(relationSchema).optional(),
});

/** A field as REST v3 shows and takes it. */
export type FieldSchema = z.infer<typeof fieldSchema>;

export type FieldType = FieldSchema['type'];

/**
 * An object as REST v3 shows and takes it; `name` is the plural that stands in its path. What is left out of
 * `display_name` and `alias` is the name.
 */
export type ObjectSchema = z.infer<typeof objectSchema>;
