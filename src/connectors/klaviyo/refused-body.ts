import { z } from 'zod';
import type { KlaviyoProblem, SubmitOutcome } from './outcome';

/** A reason is for a person's eyes; what a gateway wraps around it may be a whole page. */
const longestReason = 1024;
const noReason = 'Klaviyo gave no reason.';

const text = z.string().catch('');
const apiErrorSchema = z.object({
  code: text,
  title: text,
  detail: text,
  source: z.object({ pointer: text }).catch({ pointer: '' }),
});
type ApiError = z.output<typeof apiErrorSchema>;

const envelope = z.object({
  errors: z.array(apiErrorSchema.catch({ code: '', title: '', detail: '', source: { pointer: '' } })),
});

/** The entry that a pointer names, and for events the event in it: `…/data/<index>[/attributes/events/data/<event>]/…`. */
const entryPointer =
  /^\/data\/attributes\/(?:profiles|items|variants|categories|events-bulk-create)\/data\/(\d{1,9})(?:\/attributes\/events\/data\/(\d{1,9}))?(?:\/(.*))?$/;

/** A pointer taken apart; undefined where it names no entry of a bulk request. */
export function entryOf(pointer: string): Pick<KlaviyoProblem, 'index' | 'event' | 'within'> | undefined {
  const [, index, event, within = ''] = entryPointer.exec(pointer) ?? [];
  if (index === undefined) return undefined;
  return { index: Number(index), within, ...(event === undefined ? {} : { event: Number(event) }) };
}

/**
 * Reads the body of a 400, 409 or 422. Never throws, whatever the body is. An index that is not in the request locates
 * nothing; a request of one entry, as `create_event` is, locates everything.
 *
 * @param entries how many entries were sent; undefined where the operation takes one and no list
 */
export function readRefusedBody(body: string, entries: number | undefined): SubmitOutcome {
  const parsed = envelope.safeParse(parseJson(body));
  const errors = parsed.success ? parsed.data.errors : [];
  const [first] = errors;
  if (first === undefined) return { kind: 'invalid-unlocated', code: '', reason: shorten(body) };
  const problems = errors.flatMap((error) => problemOf(error, entries) ?? []);
  if (problems.length === 0) return { kind: 'invalid-unlocated', code: first.code, reason: reasonOf(first) };
  return { kind: 'invalid', problems: problems.sort((a, b) => a.index - b.index) };
}

function problemOf(error: ApiError, entries: number | undefined): KlaviyoProblem | undefined {
  const { pointer } = error.source;
  const { code } = error;
  const reason = reasonOf(error);
  if (entries === undefined) return { index: 0, code, within: pointer.replace(/^\/data\/?/, ''), reason };
  const entry = entryOf(pointer);
  return entry === undefined || entry.index >= entries ? undefined : { ...entry, code, reason };
}

/** Klaviyo's own words for what is wrong. */
export function reasonOf({ title, detail }: { readonly title: string; readonly detail: string }): string {
  return shorten(detail || title);
}

function shorten(reason: string): string {
  const trimmed = reason.trim();
  if (trimmed === '') return noReason;
  return trimmed.length <= longestReason ? trimmed : `${trimmed.slice(0, longestReason)}…`;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Plain text, HTML or the half of an answer: its caller takes it as words.
    return undefined;
  }
}
