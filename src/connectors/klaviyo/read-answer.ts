import type { z } from 'zod';
import { LongshoreError } from '../../contract/failure';
import { notKlaviyo } from './answer-failure';
import type { KlaviyoOperation } from './operations';

/**
 * Reads the text of an answer. Throws `destination-unavailable` for one that breaks off, and `destination-refused` for one
 * that is not Klaviyo's. No piece of the text is in a message or a cause: it may hold a record's values.
 */
export function readAnswer<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  operation: KlaviyoOperation,
  where: string,
): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    if (!/^\s*[[{]/.test(text)) throw notKlaviyo(where, `something that is not JSON to ${operation}`);
    throw new LongshoreError('destination-unavailable', `${where} broke its answer off (${operation}).`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw notKlaviyo(where, `another shape to ${operation}${at && ` (at ${at})`}`);
}
