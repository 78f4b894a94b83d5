import { z } from 'zod';
import { nearestWord } from '../contract/nearest-word';
import { Refusal } from './refusal';

export type Part = 'path' | 'query' | 'body';

/**
 * A part of a request in the form that its route wants. Throws a Refusal (400) that names the key, and never its value: it
 * may be of a person.
 */
export function parsePart<Output>(form: z.ZodType<Output>, value: unknown, part: Part): Output {
  const parsed = form.safeParse(value);
  if (parsed.success) return parsed.data;
  const known = form instanceof z.ZodObject ? Object.keys(form.shape) : [];
  const faults = parsed.error.issues.map((issue) => sentence(issue, part, known));
  throw new Refusal(400, [...new Set(faults)].slice(0, 10).join('; '));
}

function sentence(issue: z.core.$ZodIssue, part: Part, known: readonly string[]): string {
  const name = issue.path.length === 0 ? `The ${part}` : `\`${issue.path.map(String).join('.')}\` of the ${part}`;
  if (issue.code !== 'unrecognized_keys') return `${name}: ${issue.message}`;
  const keys = issue.keys.slice(0, 5).map((key) => `\`${key.slice(0, 100)}\``);
  const near = issue.path.length === 0 ? nearestWord(issue.keys[0] ?? '', known) : undefined;
  const there = known.length === 0 ? 'it takes none' : `there are ${known.map((key) => `\`${key}\``).join(', ')}`;
  const remedy = issue.path.length > 0 ? '' : near === undefined ? `: ${there}` : `: did you mean \`${near}\`?`;
  return `${keys.join(', ')} ${keys.length === 1 ? 'is no key' : 'are no keys'} of ${name.replace('The', 'the')}${remedy}`;
}
