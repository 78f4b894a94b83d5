import { z } from 'zod';
import type { SendOutcome } from './send-outcome';

/** A reason is for a person's eyes; what a gateway wraps around it may be a whole page. */
const longestReason = 1024;

const envelope = z.object({
  title: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  detail: z
    .object({
      message: z.string().optional().catch(undefined),
      invalids: z.array(z.unknown()).catch([]),
    })
    .optional()
    .catch(undefined),
});

const words = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .catch(undefined)
  .transform((text) => (Array.isArray(text) ? text.join('; ') : (text ?? '')));

/** ODP documents `{ event, message }` in one place and `{ field, reason }` in another; both, mixed, or neither may come. */
const invalid = z.object({
  event: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .optional()
    .catch(undefined),
  field: z.string().optional().catch(undefined),
  message: words,
  reason: words,
});
type Invalid = z.infer<typeof invalid>;

/**
 * Reads the body of a 400. `batch` is what was sent, a JSON array's text: an index that is not in it locates nothing.
 * Never throws, whatever the body is.
 */
export function readRefusedBatch(text: string, batch: string): SendOutcome {
  const parsed = envelope.safeParse(parseJson(text));
  if (!parsed.success) return { kind: 'invalid-unlocated', reason: shorten(text) };
  const { detail, message, title } = parsed.data;
  const invalids = (detail?.invalids ?? []).flatMap((entry) => invalid.safeParse(entry).data ?? []);

  const reasons = new Map<number, string[]>();
  const length = invalids.length === 0 ? 0 : lengthOf(batch);
  for (const entry of invalids) {
    const index = entry.event;
    if (index === undefined || !Number.isInteger(index) || index < 0 || index >= length) continue;
    reasons.set(index, [...(reasons.get(index) ?? []), reasonOf(entry)]);
  }
  if (reasons.size === 0) {
    const told = [detail?.message ?? '', ...invalids.map(reasonOf)].filter((reason) => reason !== '');
    return { kind: 'invalid-unlocated', reason: shorten(told.join('; ') || message || title || '') };
  }
  const problems = [...reasons]
    .sort(([a], [b]) => a - b)
    .map(([index, several]) => ({ index, reason: shorten(several.filter((reason) => reason !== '').join('; ')) }));
  return { kind: 'invalid', problems };
}

function reasonOf({ field, message, reason }: Invalid): string {
  const told = [message, reason].filter((part) => part !== '').join('; ');
  if (field === undefined || field === '') return told;
  return told === '' ? field : `${field}: ${told}`;
}

function shorten(reason: string): string {
  const text = reason.trim();
  if (text === '') return 'ODP gave no reason.';
  return text.length <= longestReason ? text : `${text.slice(0, longestReason)}…`;
}

function lengthOf(batch: string): number {
  const parsed = parseJson(batch);
  return Array.isArray(parsed) ? parsed.length : 1;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Plain text, HTML or the half of an answer: its caller takes it as words.
    return undefined;
  }
}
